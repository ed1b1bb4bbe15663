using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class TakeBackups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "backup_hour",
                table: "droplets",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "backup_plan",
                table: "droplets",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "backup_weekday",
                table: "droplets",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "next_backup_at",
                table: "droplets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_images_expires_at",
                table: "images",
                column: "expires_at",
                filter: "expires_at is not null and deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_next_backup_at",
                table: "droplets",
                column: "next_backup_at",
                filter: "next_backup_at is not null and destroyed_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_images_expires_at",
                table: "images");

            migrationBuilder.DropIndex(
                name: "ix_droplets_next_backup_at",
                table: "droplets");

            migrationBuilder.DropColumn(
                name: "backup_hour",
                table: "droplets");

            migrationBuilder.DropColumn(
                name: "backup_plan",
                table: "droplets");

            migrationBuilder.DropColumn(
                name: "backup_weekday",
                table: "droplets");

            migrationBuilder.DropColumn(
                name: "next_backup_at",
                table: "droplets");
        }
    }
}
