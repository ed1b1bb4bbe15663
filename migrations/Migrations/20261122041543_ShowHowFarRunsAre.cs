using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ShowHowFarRunsAre : Migration
    {
        /// <summary>A run says how many of its steps are done, and a long step how many of its bytes: what a customer watches.</summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "bytes_done",
                table: "runs",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "bytes_total",
                table: "runs",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "steps_done",
                table: "runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "steps_total",
                table: "runs",
                type: "integer",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "bytes_done",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "bytes_total",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "steps_done",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "steps_total",
                table: "runs");
        }
    }
}
