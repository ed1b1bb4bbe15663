using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class BlockVolumes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "volumes_owner",
                table: "volumes");

            migrationBuilder.DropCheckConstraint(
                name: "scrub_receipts_owner",
                table: "scrub_receipts");

            migrationBuilder.AlterColumn<long>(
                name: "resource_id",
                table: "actions",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<Guid>(
                name: "volume_id",
                table: "actions",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "block_volumes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    region_slug = table.Column<string>(type: "text", nullable: false),
                    host_name = table.Column<string>(type: "text", nullable: false),
                    size_gib = table.Column<int>(type: "integer", nullable: false),
                    filesystem_type = table.Column<string>(type: "text", nullable: false),
                    filesystem_label = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    droplet_id = table.Column<long>(type: "bigint", nullable: true),
                    locked = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ready_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_block_volumes", x => x.id);
                    table.CheckConstraint("block_volumes_deleted", "deleted_at is null or droplet_id is null");
                    table.CheckConstraint("block_volumes_size", "size_gib between 1 and 16384");
                    table.ForeignKey(
                        name: "fk_block_volumes_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_block_volumes_droplets_droplet_id",
                        column: x => x.droplet_id,
                        principalTable: "droplets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_block_volumes_hosts_host_name",
                        column: x => x.host_name,
                        principalTable: "hosts",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_block_volumes_regions_region_slug",
                        column: x => x.region_slug,
                        principalTable: "regions",
                        principalColumn: "slug",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_block_volumes_volumes_id",
                        column: x => x.id,
                        principalTable: "volumes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "volume_snapshots",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    source_volume_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    region_slug = table.Column<string>(type: "text", nullable: false),
                    host_name = table.Column<string>(type: "text", nullable: false),
                    size_gib = table.Column<int>(type: "integer", nullable: false),
                    written_bytes = table.Column<long>(type: "bigint", nullable: false),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ready_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_volume_snapshots", x => x.id);
                    table.CheckConstraint("volume_snapshots_size", "size_gib between 1 and 16384");
                    table.ForeignKey(
                        name: "fk_volume_snapshots_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_volume_snapshots_block_volumes_source_volume_id",
                        column: x => x.source_volume_id,
                        principalTable: "block_volumes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_volume_snapshots_hosts_host_name",
                        column: x => x.host_name,
                        principalTable: "hosts",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_volume_snapshots_regions_region_slug",
                        column: x => x.region_slug,
                        principalTable: "regions",
                        principalColumn: "slug",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_volume_snapshots_volumes_id",
                        column: x => x.id,
                        principalTable: "volumes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.AddCheckConstraint(
                name: "volumes_owner",
                table: "volumes",
                sql: "num_nonnulls(droplet_id, image_id) <= 1");

            migrationBuilder.AddCheckConstraint(
                name: "scrub_receipts_owner",
                table: "scrub_receipts",
                sql: "num_nonnulls(droplet_id, image_id) <= 1");

            migrationBuilder.CreateIndex(
                name: "actions_of_volume",
                table: "actions",
                columns: new[] { "volume_id", "id" },
                filter: "volume_id is not null");

            migrationBuilder.CreateIndex(
                name: "block_volumes_name",
                table: "block_volumes",
                columns: new[] { "account_id", "region_slug", "name" },
                unique: true,
                filter: "deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_block_volumes_droplet_id",
                table: "block_volumes",
                column: "droplet_id",
                filter: "droplet_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_block_volumes_host_name",
                table: "block_volumes",
                column: "host_name");

            migrationBuilder.CreateIndex(
                name: "ix_block_volumes_region_slug",
                table: "block_volumes",
                column: "region_slug");

            migrationBuilder.CreateIndex(
                name: "ix_block_volumes_tags",
                table: "block_volumes",
                column: "tags",
                filter: "deleted_at is null")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_volume_snapshots_host_name",
                table: "volume_snapshots",
                column: "host_name");

            migrationBuilder.CreateIndex(
                name: "ix_volume_snapshots_region_slug",
                table: "volume_snapshots",
                column: "region_slug");

            migrationBuilder.CreateIndex(
                name: "ix_volume_snapshots_source_volume_id",
                table: "volume_snapshots",
                column: "source_volume_id",
                filter: "deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_volume_snapshots_tags",
                table: "volume_snapshots",
                column: "tags",
                filter: "deleted_at is null")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "volume_snapshots_name",
                table: "volume_snapshots",
                columns: new[] { "account_id", "region_slug", "name" },
                unique: true,
                filter: "deleted_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "volume_snapshots");

            migrationBuilder.DropTable(
                name: "block_volumes");

            migrationBuilder.DropCheckConstraint(
                name: "volumes_owner",
                table: "volumes");

            migrationBuilder.DropCheckConstraint(
                name: "scrub_receipts_owner",
                table: "scrub_receipts");

            migrationBuilder.DropIndex(
                name: "actions_of_volume",
                table: "actions");

            migrationBuilder.DropColumn(
                name: "volume_id",
                table: "actions");

            migrationBuilder.AlterColumn<long>(
                name: "resource_id",
                table: "actions",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AddCheckConstraint(
                name: "volumes_owner",
                table: "volumes",
                sql: "num_nonnulls(droplet_id, image_id) = 1");

            migrationBuilder.AddCheckConstraint(
                name: "scrub_receipts_owner",
                table: "scrub_receipts",
                sql: "num_nonnulls(droplet_id, image_id) = 1");
        }
    }
}
