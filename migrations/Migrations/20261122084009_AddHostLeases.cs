using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class AddHostLeases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "served_by",
                table: "hosts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "served_from",
                table: "hosts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "served_until",
                table: "hosts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddCheckConstraint(
                name: "hosts_served",
                table: "hosts",
                sql: "(served_by is null) = (served_until is null)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "hosts_served",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "served_by",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "served_from",
                table: "hosts");

            migrationBuilder.DropColumn(
                name: "served_until",
                table: "hosts");
        }
    }
}
