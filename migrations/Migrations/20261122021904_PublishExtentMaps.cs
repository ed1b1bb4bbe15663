using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class PublishExtentMaps : Migration
    {
        /// <summary>The map of each host's extents, as its worker last published it for operators to see.</summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "host_extents",
                columns: table => new
                {
                    host_name = table.Column<string>(type: "text", nullable: false),
                    runs = table.Column<string>(type: "jsonb", nullable: false),
                    is_coarse = table.Column<bool>(type: "boolean", nullable: false),
                    taken_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_extents", x => x.host_name);
                    table.ForeignKey(
                        name: "fk_host_extents_hosts_host_name",
                        column: x => x.host_name,
                        principalTable: "hosts",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "host_extents");
        }
    }
}
