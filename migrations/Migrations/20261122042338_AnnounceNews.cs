using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class AnnounceNews : Migration
    {
        /// <summary>
        /// The database itself tells whoever waits, at commit: that an action ended, that an account has a new event. The payload is
        /// the topic.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                create function announce_ended_action() returns trigger language plpgsql as $$
                begin
                    perform pg_notify('cloudcontrol_news', 'action:' || new.id);
                    return null;
                end $$;
                create trigger actions_announce_end after update of status on actions for each row
                    when (old.status is distinct from new.status) execute function announce_ended_action();

                create function announce_event() returns trigger language plpgsql as $$
                begin
                    perform pg_notify('cloudcontrol_news', 'events:' || new.account_id);
                    return null;
                end $$;
                create trigger events_announce after insert on events for each row execute function announce_event();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                drop trigger events_announce on events;
                drop function announce_event();
                drop trigger actions_announce_end on actions;
                drop function announce_ended_action();
                """);
        }
    }
}
