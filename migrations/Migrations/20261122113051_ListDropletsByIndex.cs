using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ListDropletsByIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_droplets_account_id_region_slug_id",
                table: "droplets",
                columns: new[] { "account_id", "region_slug", "id" },
                filter: "destroyed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_account_id_status_id",
                table: "droplets",
                columns: new[] { "account_id", "status", "id" },
                filter: "destroyed_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_droplets_account_id_region_slug_id",
                table: "droplets");

            migrationBuilder.DropIndex(
                name: "ix_droplets_account_id_status_id",
                table: "droplets");
        }
    }
}
