using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class DeliveriesDueByTheDatabaseClock : Migration
    {
        /// <summary>
        /// A delivery that was never tried is due when it is recorded, and that is for the database to say: by the clock of a process
        /// that is an hour fast, receivers would be told an hour late.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create function stamp_delivery() returns trigger language plpgsql as $$
                begin
                    new.due_at := least(new.due_at, clock_timestamp());
                    return new;
                end $$;
                create trigger webhook_deliveries_stamp before insert on webhook_deliveries for each row
                    when (new.attempts = 0) execute function stamp_delivery();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger webhook_deliveries_stamp on webhook_deliveries;
                drop function stamp_delivery();
                """);
        }
    }
}
