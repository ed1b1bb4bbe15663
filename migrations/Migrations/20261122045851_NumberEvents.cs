using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class NumberEvents : Migration
    {
        /// <summary>
        /// Events have a place in their account's feed and a number among those of their resource. The transaction that wrote an event,
        /// which ordered the feed so far, means nothing in a database restored from a dump.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_events_account_id_transaction_id_id",
                table: "events");

            migrationBuilder.AddColumn<long>(
                name: "position",
                table: "events",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "sequence",
                table: "events",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "event_feeds",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    last_position = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_event_feeds", x => x.account_id);
                });

            migrationBuilder.CreateTable(
                name: "event_sequences",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    resource_type = table.Column<string>(type: "text", nullable: false),
                    resource_id = table.Column<string>(type: "text", nullable: false),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_event_sequences", x => new { x.account_id, x.resource_type, x.resource_id });
                });

            // Events that were there before keep the order in which they were read so far.
            migrationBuilder.Sql(
                """
                update events set position = numbered.position, sequence = numbered.sequence
                from (
                    select id,
                        row_number() over (partition by account_id order by transaction_id, id) as position,
                        row_number() over (partition by account_id, resource_type, resource_id order by transaction_id, id) as sequence
                    from events) numbered
                where numbered.id = events.id;
                insert into event_feeds (account_id, last_position) select account_id, max(position) from events group by account_id;
                insert into event_sequences (account_id, resource_type, resource_id, last_sequence)
                    select account_id, resource_type, resource_id, max(sequence) from events group by account_id, resource_type, resource_id;
                alter table events alter column position drop default, alter column sequence drop default;
                """);

            migrationBuilder.DropColumn(
                name: "transaction_id",
                table: "events");

            migrationBuilder.CreateIndex(
                name: "events_position",
                table: "events",
                columns: new[] { "account_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "events_sequence",
                table: "events",
                columns: new[] { "account_id", "resource_type", "resource_id", "sequence" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "event_feeds");

            migrationBuilder.DropTable(
                name: "event_sequences");

            migrationBuilder.DropIndex(
                name: "events_position",
                table: "events");

            migrationBuilder.DropIndex(
                name: "events_sequence",
                table: "events");

            migrationBuilder.DropColumn(
                name: "position",
                table: "events");

            migrationBuilder.DropColumn(
                name: "sequence",
                table: "events");

            migrationBuilder.AddColumn<ulong>(
                name: "transaction_id",
                table: "events",
                type: "xid8",
                nullable: false,
                defaultValueSql: "pg_current_xact_id()");

            migrationBuilder.CreateIndex(
                name: "ix_events_account_id_transaction_id_id",
                table: "events",
                columns: new[] { "account_id", "transaction_id", "id" });
        }
    }
}
