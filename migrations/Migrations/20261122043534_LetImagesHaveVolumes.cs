using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LetImagesHaveVolumes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_images_account_id",
                table: "images");

            migrationBuilder.AlterColumn<long>(
                name: "droplet_id",
                table: "volumes",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<long>(
                name: "image_id",
                table: "volumes",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "source_volume_id",
                table: "volumes",
                type: "uuid",
                nullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "droplet_id",
                table: "scrub_receipts",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<long>(
                name: "image_id",
                table: "scrub_receipts",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "droplet_id",
                table: "images",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "expires_at",
                table: "images",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "images",
                type: "text",
                nullable: false,
                defaultValue: "base");

            migrationBuilder.AddColumn<string[]>(
                name: "regions",
                table: "images",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            migrationBuilder.AddColumn<string>(
                name: "state",
                table: "images",
                type: "text",
                nullable: false,
                defaultValue: "available");

            migrationBuilder.AddColumn<string[]>(
                name: "tags",
                table: "images",
                type: "text[]",
                nullable: false,
                defaultValue: new string[0]);

            // The defaults are for the rows that are there; from here on every row says what it is.
            migrationBuilder.Sql(
                """
                update images set kind = 'custom' where source = 'raw_file';
                alter table images alter column kind drop default, alter column state drop default, alter column regions drop default,
                    alter column tags drop default;
                """);

            migrationBuilder.CreateIndex(
                name: "ix_volumes_image_id",
                table: "volumes",
                column: "image_id");

            migrationBuilder.CreateIndex(
                name: "ix_volumes_source_volume_id",
                table: "volumes",
                column: "source_volume_id",
                filter: "state = 'ordered' and source_volume_id is not null");

            migrationBuilder.AddCheckConstraint(
                name: "volumes_owner",
                table: "volumes",
                sql: "num_nonnulls(droplet_id, image_id) = 1");

            migrationBuilder.AddCheckConstraint(
                name: "scrub_receipts_owner",
                table: "scrub_receipts",
                sql: "num_nonnulls(droplet_id, image_id) = 1");

            migrationBuilder.CreateIndex(
                name: "ix_images_account_id",
                table: "images",
                column: "account_id",
                filter: "account_id is not null and deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_images_droplet_id",
                table: "images",
                column: "droplet_id",
                filter: "droplet_id is not null and deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_images_tags",
                table: "images",
                column: "tags",
                filter: "deleted_at is null")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.AddCheckConstraint(
                name: "images_private",
                table: "images",
                sql: "(source = 'volume') = (account_id is not null)");

            migrationBuilder.AddForeignKey(
                name: "fk_volumes_images_image_id",
                table: "volumes",
                column: "image_id",
                principalTable: "images",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_volumes_images_image_id",
                table: "volumes");

            migrationBuilder.DropIndex(
                name: "ix_volumes_image_id",
                table: "volumes");

            migrationBuilder.DropIndex(
                name: "ix_volumes_source_volume_id",
                table: "volumes");

            migrationBuilder.DropCheckConstraint(
                name: "volumes_owner",
                table: "volumes");

            migrationBuilder.DropCheckConstraint(
                name: "scrub_receipts_owner",
                table: "scrub_receipts");

            migrationBuilder.DropIndex(
                name: "ix_images_account_id",
                table: "images");

            migrationBuilder.DropIndex(
                name: "ix_images_droplet_id",
                table: "images");

            migrationBuilder.DropIndex(
                name: "ix_images_tags",
                table: "images");

            migrationBuilder.DropCheckConstraint(
                name: "images_private",
                table: "images");

            migrationBuilder.DropColumn(
                name: "image_id",
                table: "volumes");

            migrationBuilder.DropColumn(
                name: "source_volume_id",
                table: "volumes");

            migrationBuilder.DropColumn(
                name: "image_id",
                table: "scrub_receipts");

            migrationBuilder.DropColumn(
                name: "droplet_id",
                table: "images");

            migrationBuilder.DropColumn(
                name: "expires_at",
                table: "images");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "images");

            migrationBuilder.DropColumn(
                name: "regions",
                table: "images");

            migrationBuilder.DropColumn(
                name: "state",
                table: "images");

            migrationBuilder.DropColumn(
                name: "tags",
                table: "images");

            migrationBuilder.AlterColumn<long>(
                name: "droplet_id",
                table: "volumes",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "droplet_id",
                table: "scrub_receipts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_images_account_id",
                table: "images",
                column: "account_id");
        }
    }
}
