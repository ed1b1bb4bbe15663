using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ReconcileHosts : Migration
    {
        /// <summary>
        /// What reconcilers keep: what a host cleans by itself, what they found and do not understand, what was true of a host when it was
        /// removed. The database announces that a host changed its state, so that its worker looks at once.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "extent_cleanings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    host_name = table.Column<string>(type: "text", nullable: false),
                    extent_count = table.Column<long>(type: "bigint", nullable: false),
                    cleaned_extents = table.Column<long>(type: "bigint", nullable: true),
                    receipt_id = table.Column<Guid>(type: "uuid", nullable: true),
                    bytes_overwritten = table.Column<long>(type: "bigint", nullable: false),
                    bytes_verified = table.Column<long>(type: "bigint", nullable: false),
                    ordered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_extent_cleanings", x => x.id);
                    table.CheckConstraint("extent_cleanings_ended_with_a_receipt", "ended_at is null or receipt_id is not null");
                    table.CheckConstraint("extent_cleanings_extents", "extent_count > 0 and cleaned_extents <= extent_count");
                    table.CheckConstraint("extent_cleanings_read_back", "bytes_verified >= bytes_overwritten");
                    table.ForeignKey(
                        name: "fk_extent_cleanings_hosts_host_name",
                        column: x => x.host_name,
                        principalTable: "hosts",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "host_decommissions",
                columns: table => new
                {
                    host_name = table.Column<string>(type: "text", nullable: false),
                    extent_bytes = table.Column<long>(type: "bigint", nullable: false),
                    total_extents = table.Column<long>(type: "bigint", nullable: false),
                    free_extents = table.Column<long>(type: "bigint", nullable: false),
                    dirty_extents = table.Column<long>(type: "bigint", nullable: false),
                    volumes_released = table.Column<long>(type: "bigint", nullable: false),
                    removed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_decommissions", x => x.host_name);
                    table.CheckConstraint("host_decommissions_free_and_clean", "free_extents = total_extents and dirty_extents = 0");
                    table.ForeignKey(
                        name: "fk_host_decommissions_hosts_host_name",
                        column: x => x.host_name,
                        principalTable: "hosts",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "host_findings",
                columns: table => new
                {
                    host_name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false),
                    first_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_findings", x => new { x.host_name, x.kind, x.subject });
                    table.ForeignKey(
                        name: "fk_host_findings_hosts_host_name",
                        column: x => x.host_name,
                        principalTable: "hosts",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "runs_ended_by_queue",
                table: "runs",
                columns: new[] { "queue", "ended_at" },
                filter: "ended_at is not null");

            migrationBuilder.CreateIndex(
                name: "extent_cleanings_one_at_a_time",
                table: "extent_cleanings",
                column: "host_name",
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.Sql(
                """
                create function announce_host() returns trigger language plpgsql as $$
                begin
                    perform pg_notify('cloudcontrol_hosts', new.name);
                    return null;
                end $$;
                create trigger hosts_announce after insert or update of state on hosts for each row execute function announce_host();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger hosts_announce on hosts;
                drop function announce_host();
                """);

            migrationBuilder.DropTable(
                name: "extent_cleanings");

            migrationBuilder.DropTable(
                name: "host_decommissions");

            migrationBuilder.DropTable(
                name: "host_findings");

            migrationBuilder.DropIndex(
                name: "runs_ended_by_queue",
                table: "runs");
        }
    }
}
