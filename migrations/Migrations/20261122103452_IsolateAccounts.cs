using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class IsolateAccounts : Migration
    {
        /// <summary>
        /// Row-level security for the role that the API's requests act under: of what accounts own it sees those rows whose account the
        /// connection was named for. The owner of the tables, who migrates and works, is not bound. A migration that makes a table with an
        /// owner calls isolate_accounts for it; whose rows are visible is found out once per statement, not once per row.
        /// </summary>
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(MakeRole);
            migrationBuilder.Sql(
                """
                grant usage on schema public to cloudcontrol_api;
                grant select, insert, update, delete on all tables in schema public to cloudcontrol_api;
                grant usage, select on all sequences in schema public to cloudcontrol_api;
                alter default privileges in schema public grant select, insert, update, delete on tables to cloudcontrol_api;
                alter default privileges in schema public grant usage, select on sequences to cloudcontrol_api;

                create function visible_account() returns uuid language sql stable as $$
                    select substring(current_setting('application_name') from '^account (.{36})$')::uuid
                $$;

                create function all_accounts_visible() returns boolean language sql stable as $$
                    select current_setting('application_name') = 'all accounts'
                $$;

                create function isolate_accounts(owned regclass, mine text) returns void language plpgsql as $$
                begin
                    execute format('alter table %s enable row level security', owned);
                    execute format(
                        'create policy own_rows on %s to cloudcontrol_api using (%s or (select all_accounts_visible()))', owned,
                        replace(mine, '$account', '(select visible_account())'));
                end $$;

                do $$
                declare
                    owned regclass;
                begin
                    for owned in
                        select attrelid from pg_attribute join pg_class on pg_class.oid = attrelid
                        where attname = 'account_id' and relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'images'
                        order by relname
                    loop
                        perform isolate_accounts(owned, 'account_id = $account');
                    end loop;
                end $$;
                select isolate_accounts('accounts', 'id = $account');
                select isolate_accounts('images', 'account_id is null or account_id = $account');
                select isolate_accounts('webhook_deliveries', 'exists (select from webhooks where webhooks.id = webhook_id)');

                -- A droplet keeps its image when that is given to another account: it is shown, and the droplet rebuilt from a copy of it.
                create policy images_of_own_droplets on images for select to cloudcontrol_api
                    using (exists (select from droplets where droplets.image_id = images.id));
                create policy locks_on_images_of_own_droplets on images for update to cloudcontrol_api
                    using (exists (select from droplets where droplets.image_id = images.id)) with check (false);
                create policy copies_of_visible_images on volumes for select to cloudcontrol_api
                    using (exists (select from images where images.id = volumes.image_id));
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // The role is the server's and stays.
            migrationBuilder.Sql(
                """
                do $$
                declare
                    policy record;
                begin
                    for policy in select polname, polrelid::regclass as owned from pg_policy loop
                        execute format('drop policy %I on %s', policy.polname, policy.owned);
                        execute format('alter table %s disable row level security', policy.owned);
                    end loop;
                end $$;
                drop function isolate_accounts(regclass, text);
                drop function visible_account();
                drop function all_accounts_visible();
                """);
        }

        /// <summary>
        /// Roles are the server's: another cloud on it may have made this one, and an administrator where the migrating user may not. Whoever
        /// owns the tables must be a member, to act under it.
        /// </summary>
        private const string MakeRole =
            """
            do $$
            begin
                if not exists (select from pg_roles where rolname = 'cloudcontrol_api') then
                    create role cloudcontrol_api nologin;
                end if;
            exception
                when duplicate_object or unique_violation then null;    -- made by another migration in this moment
                when insufficient_privilege then
                    raise insufficient_privilege using
                        message = format('the role cloudcontrol_api is missing, and %I may not create it', current_user),
                        hint = format(
                            'An administrator says, once for this server: create role cloudcontrol_api nologin; grant cloudcontrol_api to %I;',
                            current_user);
            end $$;
            do $$
            declare
                -- Since PostgreSQL 16 who makes a role is a member at once, but may not act under it yet.
                needed text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
            begin
                if not pg_has_role(current_user, 'cloudcontrol_api', needed) then
                    execute format('grant cloudcontrol_api to %I', current_user);
                end if;
            exception
                when unique_violation then null;    -- granted by another migration in this moment
                when insufficient_privilege then
                    raise insufficient_privilege using
                        message = format('%I may not act under the role cloudcontrol_api', current_user),
                        hint = format('An administrator says, once for this server: grant cloudcontrol_api to %I;', current_user);
            end $$;
            """;
    }
}
