using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class RunsByTheDatabaseClock : Migration
    {
        /// <summary>
        /// When a run was recorded and when it is first due is for the database to say. Runs on one subject go in the order of their
        /// creation, and the processes that record them need not agree on the time: a destroy must not overtake its create because
        /// one clock was slow, nor wait because another was fast. clock_timestamp(), not now(): two runs of one transaction keep
        /// their order.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create function stamp_run() returns trigger language plpgsql as $$
                begin
                    new.created_at := clock_timestamp();
                    new.due_at := new.created_at;
                    return new;
                end $$;
                create trigger runs_stamp before insert on runs for each row execute function stamp_run();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger runs_stamp on runs;
                drop function stamp_run();
                """);
        }
    }
}
