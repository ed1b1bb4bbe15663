using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class OrderEventsByTransaction : Migration
    {
        /// <summary>The feed reads an account's events in the order of the transactions that wrote them, not in that of their ids.</summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_events_account_id_id",
                table: "events");

            migrationBuilder.CreateIndex(
                name: "ix_events_account_id_transaction_id_id",
                table: "events",
                columns: new[] { "account_id", "transaction_id", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_events_account_id_transaction_id_id",
                table: "events");

            migrationBuilder.CreateIndex(
                name: "ix_events_account_id_id",
                table: "events",
                columns: new[] { "account_id", "id" });
        }
    }
}
