using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Tags : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "tags",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    folded_name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tags", x => new { x.account_id, x.folded_name });
                    table.ForeignKey(
                        name: "fk_tags_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            // Droplets carried tags before tags were kept: the oldest droplet's spelling of each is the one that stays.
            migrationBuilder.Sql(
                """
                insert into tags (account_id, folded_name, name, created_at)
                select distinct on (account_id, lower(tag)) account_id, lower(tag), tag, created_at
                from droplets cross join lateral unnest(tags) as tag
                order by account_id, lower(tag), droplets.id;

                update droplets d set tags = array(
                    select t.name from unnest(d.tags) with ordinality as carried (tag, position)
                    join tags t on t.account_id = d.account_id and t.folded_name = lower(carried.tag)
                    group by t.name order by min(position))
                where d.tags <> '{}';
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "tags");
        }
    }
}
