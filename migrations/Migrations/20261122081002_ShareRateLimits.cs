using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ShareRateLimits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "token_budgets",
                columns: table => new
                {
                    token_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hour = table.Column<long>(type: "bigint", nullable: false),
                    hour_used = table.Column<int>(type: "integer", nullable: false),
                    minute = table.Column<long>(type: "bigint", nullable: false),
                    minute_used = table.Column<int>(type: "integer", nullable: false),
                    granted = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_token_budgets", x => x.token_id);
                    table.ForeignKey(
                        name: "fk_token_budgets_api_tokens_token_id",
                        column: x => x.token_id,
                        principalTable: "api_tokens",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "token_budgets");
        }
    }
}
