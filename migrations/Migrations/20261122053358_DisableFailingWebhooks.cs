using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class DisableFailingWebhooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "disabled_at",
                table: "webhooks",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "failing_since",
                table: "webhooks",
                type: "timestamp with time zone",
                nullable: true);

            // Nobody wrote down when; this is when it began to be.
            migrationBuilder.Sql("update webhooks set disabled_at = now() where not enabled");

            migrationBuilder.AddCheckConstraint(
                name: "webhooks_disabled",
                table: "webhooks",
                sql: "enabled = (disabled_at is null)");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_ended_at",
                table: "webhook_deliveries",
                column: "ended_at",
                filter: "status <> 'pending'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "webhooks_disabled",
                table: "webhooks");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_ended_at",
                table: "webhook_deliveries");

            migrationBuilder.DropColumn(
                name: "disabled_at",
                table: "webhooks");

            migrationBuilder.DropColumn(
                name: "failing_since",
                table: "webhooks");
        }
    }
}
