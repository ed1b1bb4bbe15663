using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Vpcs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_addresses_regions_region_slug",
                table: "addresses");

            migrationBuilder.DropPrimaryKey(
                name: "pk_addresses",
                table: "addresses");

            migrationBuilder.DropIndex(
                name: "ix_addresses_region_slug_kind_ordinal",
                table: "addresses");

            migrationBuilder.DropColumn(
                name: "default_vpc_id",
                table: "regions");

            migrationBuilder.RenameColumn(
                name: "region_slug",
                table: "addresses",
                newName: "pool");

            migrationBuilder.AddColumn<string>(
                name: "private_network",
                table: "droplets",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddPrimaryKey(
                name: "pk_addresses",
                table: "addresses",
                columns: new[] { "pool", "address" });

            migrationBuilder.CreateTable(
                name: "vpcs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    region_slug = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    description = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    ip_range = table.Column<string>(type: "text", nullable: false),
                    is_default = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vpcs", x => x.id);
                    table.ForeignKey(
                        name: "fk_vpcs_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vpcs_regions_region_slug",
                        column: x => x.region_slug,
                        principalTable: "regions",
                        principalColumn: "slug",
                        onDelete: ReferentialAction.Restrict);
                });

            // Every account had the region's one network; now it has its own, with the range its droplets' addresses are of. Free
            // private addresses are forgotten: the pools of the new networks begin anew behind those that are in use.
            migrationBuilder.Sql(
                """
                insert into vpcs (id, account_id, region_slug, name, description, ip_range, is_default, created_at)
                select gen_random_uuid(), a.account_id, r.slug, 'default-' || r.slug, '', r.private_range_start || '/19', true, a.first_at
                from (select account_id, region_slug, min(created_at) as first_at from droplets group by account_id, region_slug) a
                join regions r on r.slug = a.region_slug;

                update droplets d set vpc_id = v.id, private_network = v.ip_range
                from vpcs v where v.account_id = d.account_id and v.region_slug = d.region_slug;

                delete from addresses where kind = 'private' and droplet_id is null;

                update addresses a set pool = d.vpc_id::text from droplets d where a.kind = 'private' and d.id = a.droplet_id;
                """);

            migrationBuilder.CreateIndex(
                name: "ix_droplets_vpc_id",
                table: "droplets",
                column: "vpc_id");

            migrationBuilder.CreateIndex(
                name: "ix_addresses_pool_ordinal",
                table: "addresses",
                columns: new[] { "pool", "ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vpcs_account_id_name",
                table: "vpcs",
                columns: new[] { "account_id", "name" },
                unique: true,
                filter: "deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_vpcs_region_slug",
                table: "vpcs",
                column: "region_slug");

            migrationBuilder.CreateIndex(
                name: "vpcs_one_default",
                table: "vpcs",
                columns: new[] { "account_id", "region_slug" },
                unique: true,
                filter: "is_default and deleted_at is null");

            migrationBuilder.AddForeignKey(
                name: "fk_droplets_vpcs_vpc_id",
                table: "droplets",
                column: "vpc_id",
                principalTable: "vpcs",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_droplets_vpcs_vpc_id",
                table: "droplets");

            migrationBuilder.DropTable(
                name: "vpcs");

            migrationBuilder.DropIndex(
                name: "ix_droplets_vpc_id",
                table: "droplets");

            migrationBuilder.DropPrimaryKey(
                name: "pk_addresses",
                table: "addresses");

            migrationBuilder.DropIndex(
                name: "ix_addresses_pool_ordinal",
                table: "addresses");

            migrationBuilder.DropColumn(
                name: "private_network",
                table: "droplets");

            migrationBuilder.RenameColumn(
                name: "pool",
                table: "addresses",
                newName: "region_slug");

            migrationBuilder.AddColumn<Guid>(
                name: "default_vpc_id",
                table: "regions",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddPrimaryKey(
                name: "pk_addresses",
                table: "addresses",
                column: "address");

            migrationBuilder.CreateIndex(
                name: "ix_addresses_region_slug_kind_ordinal",
                table: "addresses",
                columns: new[] { "region_slug", "kind", "ordinal" },
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_addresses_regions_region_slug",
                table: "addresses",
                column: "region_slug",
                principalTable: "regions",
                principalColumn: "slug",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
