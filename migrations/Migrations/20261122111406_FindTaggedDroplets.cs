using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class FindTaggedDroplets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_droplets_tags",
                table: "droplets");

            migrationBuilder.AddColumn<string>(
                name: "folded_name",
                table: "droplets",
                type: "character varying(255)",
                maxLength: 255,
                nullable: true,
                computedColumnSql: "lower(name)",
                stored: true);

            migrationBuilder.CreateTable(
                name: "droplet_tags",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tag = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    droplet_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_droplet_tags", x => new { x.account_id, x.tag, x.droplet_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_droplets_account_id_folded_name",
                table: "droplets",
                columns: new[] { "account_id", "folded_name" },
                filter: "destroyed_at is null");

            // Under row-level security PostgreSQL looks into an index first only with operators that leak nothing of what they compare:
            // "tags @> array[…]" and "lower(name) = …" are none, and went through all droplets of an account.
            migrationBuilder.Sql(
                """
                drop index droplets_by_name;
                select isolate_accounts('droplet_tags', 'account_id = $account');
                insert into droplet_tags (account_id, tag, droplet_id)
                select account_id, tag, id from droplets, unnest(tags) as tag where destroyed_at is null;

                create function keep_droplet_tags() returns trigger language plpgsql as $$
                begin
                    if tg_op = 'UPDATE' then
                        delete from droplet_tags
                        where account_id = old.account_id and tag = any(old.tags) and droplet_id = old.id;
                    end if;

                    if new.destroyed_at is null then
                        insert into droplet_tags (account_id, tag, droplet_id)
                        select new.account_id, tag, new.id from unnest(new.tags) as tag;
                    end if;

                    return null;
                end $$;
                create trigger droplets_keep_tags_of_new after insert on droplets for each row
                    when (cardinality(new.tags) > 0) execute function keep_droplet_tags();
                create trigger droplets_keep_tags after update of tags, destroyed_at on droplets for each row
                    when (old.tags <> new.tags or cardinality(old.tags) > 0 and old.destroyed_at is distinct from new.destroyed_at)
                    execute function keep_droplet_tags();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger droplets_keep_tags on droplets;
                drop trigger droplets_keep_tags_of_new on droplets;
                drop function keep_droplet_tags();
                """);

            migrationBuilder.DropTable(
                name: "droplet_tags");

            migrationBuilder.DropIndex(
                name: "ix_droplets_account_id_folded_name",
                table: "droplets");

            migrationBuilder.DropColumn(
                name: "folded_name",
                table: "droplets");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_tags",
                table: "droplets",
                column: "tags",
                filter: "destroyed_at is null")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.Sql("create index droplets_by_name on droplets (account_id, lower(name)) where destroyed_at is null");
        }
    }
}
