using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ReservedIps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "reserved",
                table: "addresses",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "reserved_ips",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    region_slug = table.Column<string>(type: "text", nullable: false),
                    droplet_id = table.Column<long>(type: "bigint", nullable: true),
                    locked = table.Column<bool>(type: "boolean", nullable: false),
                    reserved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reserved_ips", x => x.id);
                    table.CheckConstraint("reserved_ips_released", "released_at is null or (droplet_id is null and not locked)");
                    table.ForeignKey(
                        name: "fk_reserved_ips_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reserved_ips_addresses_region_slug_address",
                        columns: x => new { x.region_slug, x.address },
                        principalTable: "addresses",
                        principalColumns: new[] { "pool", "address" },
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_reserved_ips_droplets_droplet_id",
                        column: x => x.droplet_id,
                        principalTable: "droplets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "addresses_one_holder",
                table: "addresses",
                sql: "not reserved or (droplet_id is null and kind = 'public')");

            migrationBuilder.CreateIndex(
                name: "ix_reserved_ips_account_id_reserved_at",
                table: "reserved_ips",
                columns: new[] { "account_id", "reserved_at" },
                filter: "released_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_reserved_ips_address",
                table: "reserved_ips",
                column: "address",
                unique: true,
                filter: "released_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_reserved_ips_droplet_id",
                table: "reserved_ips",
                column: "droplet_id",
                unique: true,
                filter: "droplet_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_reserved_ips_region_slug_address",
                table: "reserved_ips",
                columns: new[] { "region_slug", "address" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "reserved_ips");

            migrationBuilder.DropCheckConstraint(
                name: "addresses_one_holder",
                table: "addresses");

            migrationBuilder.DropColumn(
                name: "reserved",
                table: "addresses");
        }
    }
}
