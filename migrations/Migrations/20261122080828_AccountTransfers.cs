using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class AccountTransfers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "account_transfer_ids",
                startValue: 1000000L,
                incrementBy: 32);

            migrationBuilder.CreateTable(
                name: "account_transfers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    image_id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    recipient_email = table.Column<string>(type: "text", nullable: true),
                    recipient_id = table.Column<Guid>(type: "uuid", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    offered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_transfers", x => x.id);
                    table.CheckConstraint("account_transfers_ended", "(state = 'pending') = (ended_at is null)");
                    table.CheckConstraint("account_transfers_recipient", "(recipient_email is null) <> (recipient_id is null)");
                    table.ForeignKey(
                        name: "fk_account_transfers_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_account_transfers_images_image_id",
                        column: x => x.image_id,
                        principalTable: "images",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_account_transfers_account_id_id",
                table: "account_transfers",
                columns: new[] { "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_account_transfers_image_id_id",
                table: "account_transfers",
                columns: new[] { "image_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_account_transfers_recipient_email",
                table: "account_transfers",
                column: "recipient_email",
                filter: "recipient_email is not null");

            migrationBuilder.CreateIndex(
                name: "ix_account_transfers_recipient_id",
                table: "account_transfers",
                column: "recipient_id",
                filter: "recipient_id is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_transfers");

            migrationBuilder.DropSequence(
                name: "account_transfer_ids");
        }
    }
}
