using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class RunsInOrderOfTheirRecording : Migration
    {
        /// <summary>
        /// The database's clock can be set back too. What is recorded then on a subject with an open run comes behind it all the same:
        /// a destroy must not overtake its create because the clock was corrected between the two.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create or replace function stamp_run() returns trigger language plpgsql as $$
                begin
                    new.due_at := clock_timestamp();
                    new.created_at := greatest(
                        new.due_at,
                        (select max(earlier.created_at) + interval '1 microsecond' from runs earlier
                         where earlier.subject = new.subject and earlier.status in ('forward', 'undoing', 'stuck')));
                    return new;
                end $$;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create or replace function stamp_run() returns trigger language plpgsql as $$
                begin
                    new.created_at := clock_timestamp();
                    new.due_at := new.created_at;
                    return new;
                end $$;
                """);
        }
    }
}
