using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class AnnounceWork : Migration
    {
        /// <summary>
        /// The database itself announces new work at commit, so that nobody who records a run or a delivery can forget to. The
        /// payload of <c>cloudcontrol_runs</c> is the queue.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create function announce_run() returns trigger language plpgsql as $$
                begin
                    perform pg_notify('cloudcontrol_runs', new.queue);
                    return null;
                end $$;
                create trigger runs_announce after insert on runs for each row execute function announce_run();

                create function announce_delivery() returns trigger language plpgsql as $$
                begin
                    perform pg_notify('cloudcontrol_deliveries', '');
                    return null;
                end $$;
                create trigger webhook_deliveries_announce after insert on webhook_deliveries
                    for each statement execute function announce_delivery();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger webhook_deliveries_announce on webhook_deliveries;
                drop function announce_delivery();
                drop trigger runs_announce on runs;
                drop function announce_run();
                """);
        }
    }
}
