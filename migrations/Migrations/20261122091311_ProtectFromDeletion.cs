using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ProtectFromDeletion : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "deletion_protected",
                table: "droplets",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "deletion_protected",
                table: "block_volumes",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "deletion_protected",
                table: "droplets");

            migrationBuilder.DropColumn(
                name: "deletion_protected",
                table: "block_volumes");
        }
    }
}
