CREATE FUNCTION public.all_accounts_visible() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select current_setting('application_name') = 'all accounts'
$$;

CREATE FUNCTION public.announce_delivery() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('cloudcontrol_deliveries', '');
    return null;
end $$;

CREATE FUNCTION public.announce_ended_action() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('cloudcontrol_news', 'action:' || new.id);
    return null;
end $$;

CREATE FUNCTION public.announce_event() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('cloudcontrol_news', 'events:' || new.account_id);
    return null;
end $$;

CREATE FUNCTION public.announce_host() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('cloudcontrol_hosts', new.name);
    return null;
end $$;

CREATE FUNCTION public.announce_run() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    perform pg_notify('cloudcontrol_runs', new.queue);
    return null;
end $$;

CREATE FUNCTION public.isolate_accounts(owned regclass, mine text) RETURNS void
    LANGUAGE plpgsql
    AS $_$
begin
    execute format('alter table %s enable row level security', owned);
    execute format(
        'create policy own_rows on %s to cloudcontrol_api using (%s or (select all_accounts_visible()))', owned,
        replace(mine, '$account', '(select visible_account())'));
end $_$;

CREATE FUNCTION public.keep_droplet_tags() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'DELETE' and current_setting('cloudcontrol.audit_retention', true) = 'on' then
        return old;
    end if;
    raise exception 'audit entries are never changed' using errcode = 'restrict_violation';
end $$;

CREATE FUNCTION public.stamp_delivery() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.due_at := least(new.due_at, clock_timestamp());
    return new;
end $$;

CREATE FUNCTION public.stamp_run() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    new.due_at := clock_timestamp();
    new.created_at := greatest(
        new.due_at,
        (select max(earlier.created_at) + interval '1 microsecond' from runs earlier
         where earlier.subject = new.subject and earlier.status in ('forward', 'undoing', 'stuck')));
    return new;
end $$;

CREATE FUNCTION public.visible_account() RETURNS uuid
    LANGUAGE sql STABLE
    AS $_$
    select substring(current_setting('application_name') from '^account (.{36})$')::uuid
$_$;

CREATE TABLE public."__EFMigrationsHistory" (
    "MigrationId" character varying(150) NOT NULL,
    "ProductVersion" character varying(32) NOT NULL
);

CREATE SEQUENCE public.account_transfer_ids
    START WITH 1000000
    INCREMENT BY 32
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.account_transfers (
    id bigint NOT NULL,
    image_id bigint NOT NULL,
    account_id uuid NOT NULL,
    recipient_email text,
    recipient_id uuid,
    state text NOT NULL,
    offered_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT account_transfers_ended CHECK (((state = 'pending'::text) = (ended_at IS NULL))),
    CONSTRAINT account_transfers_recipient CHECK (((recipient_email IS NULL) <> (recipient_id IS NULL)))
);

CREATE TABLE public.accounts (
    id uuid NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    droplet_limit integer NOT NULL,
    is_operator boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_droplet_limit CHECK ((droplet_limit >= 0))
);

CREATE SEQUENCE public.action_ids
    START WITH 1000000
    INCREMENT BY 32
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.actions (
    id bigint NOT NULL,
    account_id uuid NOT NULL,
    type text NOT NULL,
    resource_type text NOT NULL,
    resource_id bigint,
    region_slug text NOT NULL,
    status text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    error_code text,
    error_message text,
    scrub boolean,
    token_id uuid,
    volume_id uuid,
    CONSTRAINT actions_ended CHECK (((status = 'in_progress'::text) = (completed_at IS NULL)))
);

CREATE TABLE public.addresses (
    address text NOT NULL,
    pool text NOT NULL,
    kind text NOT NULL,
    ordinal integer NOT NULL,
    droplet_id bigint,
    returned_at timestamp with time zone,
    reserved boolean DEFAULT false NOT NULL,
    CONSTRAINT addresses_one_holder CHECK (((NOT reserved) OR ((droplet_id IS NULL) AND (kind = 'public'::text))))
);

CREATE TABLE public.api_tokens (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    last_used_at timestamp with time zone,
    scopes text[],
    CONSTRAINT api_tokens_hash_is_sha256 CHECK ((octet_length(hash) = 32))
);

CREATE TABLE public.associated_destroys (
    droplet_id bigint NOT NULL,
    account_id uuid NOT NULL,
    droplet_name text NOT NULL,
    droplet_destroyed_at timestamp with time zone,
    begun_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    resources jsonb
);

CREATE TABLE public.audit_entries (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    account_id uuid NOT NULL,
    token_id uuid NOT NULL,
    method text NOT NULL,
    route text NOT NULL,
    path character varying(512) NOT NULL,
    status integer NOT NULL,
    request_id uuid NOT NULL,
    address text NOT NULL
);

CREATE TABLE public.block_volumes (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    name character varying(64) NOT NULL,
    region_slug text NOT NULL,
    host_name text NOT NULL,
    size_gib integer NOT NULL,
    filesystem_type text NOT NULL,
    filesystem_label text NOT NULL,
    description text NOT NULL,
    tags text[] NOT NULL,
    droplet_id bigint,
    locked boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    deleted_at timestamp with time zone,
    deletion_protected boolean DEFAULT false NOT NULL,
    CONSTRAINT block_volumes_deleted CHECK (((deleted_at IS NULL) OR (droplet_id IS NULL))),
    CONSTRAINT block_volumes_size CHECK (((size_gib >= 1) AND (size_gib <= 16384)))
);

CREATE SEQUENCE public.droplet_ids
    START WITH 1000000
    INCREMENT BY 32
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.droplet_tags (
    account_id uuid NOT NULL,
    tag character varying(255) NOT NULL,
    droplet_id bigint NOT NULL
);

CREATE TABLE public.droplets (
    id bigint NOT NULL,
    account_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    region_slug text NOT NULL,
    size_slug text NOT NULL,
    memory_mib integer NOT NULL,
    vcpus integer NOT NULL,
    disk_gib integer NOT NULL,
    image_id bigint NOT NULL,
    host_name text NOT NULL,
    volume_id uuid NOT NULL,
    status text NOT NULL,
    locked boolean NOT NULL,
    scrub boolean NOT NULL,
    user_data text,
    authorized_keys text[] NOT NULL,
    tags text[] NOT NULL,
    features text[] NOT NULL,
    vpc_id uuid NOT NULL,
    public_networking boolean NOT NULL,
    public_address text,
    private_address text,
    created_at timestamp with time zone NOT NULL,
    destroyed_at timestamp with time zone,
    private_network text DEFAULT ''::text NOT NULL,
    backup_hour integer,
    backup_plan text,
    backup_weekday integer,
    next_backup_at timestamp with time zone,
    deletion_protected boolean DEFAULT false NOT NULL,
    folded_name character varying(255) GENERATED ALWAYS AS (lower((name)::text)) STORED,
    CONSTRAINT droplets_destroyed CHECK (((status = 'destroyed'::text) = (destroyed_at IS NOT NULL)))
);

CREATE TABLE public.event_feeds (
    account_id uuid NOT NULL,
    last_position bigint NOT NULL
);

CREATE TABLE public.event_sequences (
    account_id uuid NOT NULL,
    resource_type text NOT NULL,
    resource_id text NOT NULL,
    last_sequence bigint NOT NULL
);

CREATE TABLE public.events (
    id bigint NOT NULL,
    public_id uuid NOT NULL,
    account_id uuid NOT NULL,
    type text NOT NULL,
    resource_type text NOT NULL,
    resource_id text NOT NULL,
    data jsonb NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    "position" bigint NOT NULL,
    sequence bigint NOT NULL
);

ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.extent_cleanings (
    id uuid NOT NULL,
    host_name text NOT NULL,
    extent_count bigint NOT NULL,
    cleaned_extents bigint,
    receipt_id uuid,
    bytes_overwritten bigint NOT NULL,
    bytes_verified bigint NOT NULL,
    ordered_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT extent_cleanings_ended_with_a_receipt CHECK (((ended_at IS NULL) OR (receipt_id IS NOT NULL))),
    CONSTRAINT extent_cleanings_extents CHECK (((extent_count > 0) AND (cleaned_extents <= extent_count))),
    CONSTRAINT extent_cleanings_read_back CHECK ((bytes_verified >= bytes_overwritten))
);

CREATE TABLE public.host_decommissions (
    host_name text NOT NULL,
    extent_bytes bigint NOT NULL,
    total_extents bigint NOT NULL,
    free_extents bigint NOT NULL,
    dirty_extents bigint NOT NULL,
    volumes_released bigint NOT NULL,
    removed_at timestamp with time zone NOT NULL,
    CONSTRAINT host_decommissions_free_and_clean CHECK (((free_extents = total_extents) AND (dirty_extents = 0)))
);

CREATE TABLE public.host_extents (
    host_name text NOT NULL,
    runs jsonb NOT NULL,
    is_coarse boolean NOT NULL,
    taken_at timestamp with time zone NOT NULL
);

CREATE TABLE public.host_findings (
    host_name text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,
    first_seen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.hosts (
    name text NOT NULL,
    region_slug text NOT NULL,
    state text NOT NULL,
    extent_bytes bigint NOT NULL,
    chunk_bytes integer NOT NULL,
    total_extents bigint NOT NULL,
    held_extents bigint NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    job_engine text,
    nbd_socket text,
    served_by text,
    served_from text,
    served_until timestamp with time zone,
    CONSTRAINT hosts_extent_account CHECK (((held_extents >= 0) AND (held_extents <= total_extents))),
    CONSTRAINT hosts_geometry CHECK (((extent_bytes > 0) AND (chunk_bytes > 0) AND (total_extents >= 0))),
    CONSTRAINT hosts_served CHECK (((served_by IS NULL) = (served_until IS NULL)))
);

CREATE SEQUENCE public.image_ids
    START WITH 1000000
    INCREMENT BY 32
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.images (
    id bigint NOT NULL,
    account_id uuid,
    name text NOT NULL,
    distribution text NOT NULL,
    slug text,
    source text NOT NULL,
    source_name text NOT NULL,
    min_disk_gib integer NOT NULL,
    size_bytes bigint NOT NULL,
    description text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone,
    droplet_id bigint,
    expires_at timestamp with time zone,
    kind text NOT NULL,
    regions text[] NOT NULL,
    state text NOT NULL,
    tags text[] NOT NULL,
    error_message text,
    CONSTRAINT images_min_disk CHECK ((min_disk_gib >= 1)),
    CONSTRAINT images_private CHECK (((source = 'volume'::text) = (account_id IS NOT NULL)))
);

CREATE TABLE public.kept_answers (
    key_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    request_hash bytea NOT NULL,
    sealed_answer bytea NOT NULL,
    kept_at timestamp with time zone NOT NULL,
    CONSTRAINT kept_answers_hashes_are_sha256 CHECK (((octet_length(key_hash) = 32) AND (octet_length(request_hash) = 32)))
);

CREATE TABLE public.regions (
    slug text NOT NULL,
    name text NOT NULL,
    available boolean NOT NULL,
    features text[] NOT NULL,
    public_range_start text NOT NULL,
    private_range_start text NOT NULL
);

CREATE TABLE public.reserved_ips (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    address text NOT NULL,
    region_slug text NOT NULL,
    droplet_id bigint,
    locked boolean NOT NULL,
    reserved_at timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    CONSTRAINT reserved_ips_released CHECK (((released_at IS NULL) OR ((droplet_id IS NULL) AND (NOT locked))))
);

CREATE TABLE public.run_steps (
    id bigint NOT NULL,
    run_id uuid NOT NULL,
    step_index integer NOT NULL,
    step_name text NOT NULL,
    undo boolean NOT NULL,
    outcome text NOT NULL,
    detail text,
    attempt integer NOT NULL,
    at timestamp with time zone NOT NULL,
    times integer DEFAULT 1 NOT NULL,
    CONSTRAINT run_steps_times CHECK ((times >= 1))
);

ALTER TABLE public.run_steps ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.run_steps_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.runs (
    id uuid NOT NULL,
    pipeline text NOT NULL,
    queue text NOT NULL,
    priority integer NOT NULL,
    action_id bigint,
    subject text NOT NULL,
    state jsonb NOT NULL,
    status text NOT NULL,
    step_index integer NOT NULL,
    failures integer NOT NULL,
    attempt integer NOT NULL,
    lease_owner text,
    lease_until timestamp with time zone,
    dispatched_at timestamp with time zone,
    due_at timestamp with time zone NOT NULL,
    reason text,
    error_code text,
    error_message text,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    bytes_done bigint,
    bytes_total bigint,
    steps_done integer DEFAULT 0 NOT NULL,
    steps_total integer,
    CONSTRAINT runs_counts CHECK (((attempt >= 0) AND (failures >= 0) AND (step_index >= 0))),
    CONSTRAINT runs_ended CHECK (((status = ANY (ARRAY['done'::text, 'failed'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT runs_ended_unleased CHECK (((ended_at IS NULL) OR (lease_owner IS NULL))),
    CONSTRAINT runs_lease_is_whole CHECK (((lease_owner IS NULL) = (lease_until IS NULL)))
);

CREATE TABLE public.scrub_receipts (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    droplet_id bigint,
    volume_id uuid NOT NULL,
    action_id bigint,
    host_name text NOT NULL,
    outcome text NOT NULL,
    scope text,
    extent_count bigint NOT NULL,
    bytes_overwritten bigint NOT NULL,
    bytes_verified bigint NOT NULL,
    declined_by_token_id uuid,
    started_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    image_id bigint,
    CONSTRAINT scrub_receipts_declined_by CHECK (((outcome = 'declined'::text) = (declined_by_token_id IS NOT NULL))),
    CONSTRAINT scrub_receipts_owner CHECK ((num_nonnulls(droplet_id, image_id) <= 1)),
    CONSTRAINT scrub_receipts_read_back CHECK (((outcome <> 'scrubbed'::text) OR (bytes_verified >= bytes_overwritten)))
);

CREATE TABLE public.sizes (
    slug text NOT NULL,
    memory_mib integer NOT NULL,
    vcpus integer NOT NULL,
    disk_gib integer NOT NULL,
    transfer_tb numeric(10,1) NOT NULL,
    price_monthly numeric(10,1) NOT NULL,
    price_hourly numeric(10,5) NOT NULL,
    description text NOT NULL,
    available boolean NOT NULL,
    CONSTRAINT sizes_positive CHECK (((memory_mib > 0) AND (vcpus > 0) AND (disk_gib > 0)))
);

CREATE SEQUENCE public.ssh_key_ids
    START WITH 1000000
    INCREMENT BY 32
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.ssh_keys (
    id bigint NOT NULL,
    account_id uuid NOT NULL,
    name text NOT NULL,
    public_key text NOT NULL,
    fingerprint text NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.tags (
    account_id uuid NOT NULL,
    folded_name character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    created_at timestamp with time zone NOT NULL
);

CREATE TABLE public.token_budgets (
    token_id uuid NOT NULL,
    hour bigint NOT NULL,
    hour_used integer NOT NULL,
    minute bigint NOT NULL,
    minute_used integer NOT NULL,
    granted integer NOT NULL
);

CREATE TABLE public.volume_snapshots (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    source_volume_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    region_slug text NOT NULL,
    host_name text NOT NULL,
    size_gib integer NOT NULL,
    written_bytes bigint NOT NULL,
    tags text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT volume_snapshots_size CHECK (((size_gib >= 1) AND (size_gib <= 16384)))
);

CREATE TABLE public.volumes (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    droplet_id bigint,
    host_name text NOT NULL,
    disk_bytes bigint NOT NULL,
    extent_bytes bigint NOT NULL,
    chunk_bytes integer NOT NULL,
    extent_count bigint NOT NULL,
    state text NOT NULL,
    chunks_written bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    released_at timestamp with time zone,
    image_id bigint,
    source_volume_id uuid,
    CONSTRAINT volumes_extents CHECK (((extent_count > 0) AND (disk_bytes > 0) AND ((extent_count * extent_bytes) > disk_bytes))),
    CONSTRAINT volumes_owner CHECK ((num_nonnulls(droplet_id, image_id) <= 1)),
    CONSTRAINT volumes_released CHECK (((state = 'released'::text) = (released_at IS NOT NULL)))
);

CREATE TABLE public.vpcs (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    region_slug text NOT NULL,
    name character varying(255) NOT NULL,
    description character varying(255) NOT NULL,
    ip_range text NOT NULL,
    is_default boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone
);

CREATE TABLE public.webhook_deliveries (
    id uuid NOT NULL,
    webhook_id uuid NOT NULL,
    event_public_id uuid NOT NULL,
    event_type text NOT NULL,
    body text NOT NULL,
    status text NOT NULL,
    attempts integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    last_status_code integer,
    last_error text,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT webhook_deliveries_ended CHECK (((status = 'pending'::text) = (ended_at IS NULL)))
);

CREATE TABLE public.webhooks (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    url character varying(2048) NOT NULL,
    event_types text[] NOT NULL,
    enabled boolean NOT NULL,
    disabled_reason text,
    secret text NOT NULL,
    former_secret text,
    former_secret_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    failing_since timestamp with time zone,
    failures_in_row integer DEFAULT 0 NOT NULL,
    last_failed_at timestamp with time zone,
    CONSTRAINT webhooks_disabled CHECK ((enabled = (disabled_at IS NULL))),
    CONSTRAINT webhooks_rotation CHECK (((former_secret IS NULL) = (former_secret_until IS NULL)))
);

ALTER TABLE ONLY public."__EFMigrationsHistory"
    ADD CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY ("MigrationId");

ALTER TABLE ONLY public.account_transfers
    ADD CONSTRAINT pk_account_transfers PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT pk_accounts PRIMARY KEY (id);

ALTER TABLE ONLY public.actions
    ADD CONSTRAINT pk_actions PRIMARY KEY (id);

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT pk_addresses PRIMARY KEY (pool, address);

ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT pk_api_tokens PRIMARY KEY (id);

ALTER TABLE ONLY public.associated_destroys
    ADD CONSTRAINT pk_associated_destroys PRIMARY KEY (droplet_id);

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT pk_audit_entries PRIMARY KEY (id);

ALTER TABLE ONLY public.block_volumes
    ADD CONSTRAINT pk_block_volumes PRIMARY KEY (id);

ALTER TABLE ONLY public.droplet_tags
    ADD CONSTRAINT pk_droplet_tags PRIMARY KEY (account_id, tag, droplet_id);

ALTER TABLE ONLY public.droplets
    ADD CONSTRAINT pk_droplets PRIMARY KEY (id);

ALTER TABLE ONLY public.event_feeds
    ADD CONSTRAINT pk_event_feeds PRIMARY KEY (account_id);

ALTER TABLE ONLY public.event_sequences
    ADD CONSTRAINT pk_event_sequences PRIMARY KEY (account_id, resource_type, resource_id);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT pk_events PRIMARY KEY (id);

ALTER TABLE ONLY public.extent_cleanings
    ADD CONSTRAINT pk_extent_cleanings PRIMARY KEY (id);

ALTER TABLE ONLY public.host_decommissions
    ADD CONSTRAINT pk_host_decommissions PRIMARY KEY (host_name);

ALTER TABLE ONLY public.host_extents
    ADD CONSTRAINT pk_host_extents PRIMARY KEY (host_name);

ALTER TABLE ONLY public.host_findings
    ADD CONSTRAINT pk_host_findings PRIMARY KEY (host_name, kind, subject);

ALTER TABLE ONLY public.hosts
    ADD CONSTRAINT pk_hosts PRIMARY KEY (name);

ALTER TABLE ONLY public.images
    ADD CONSTRAINT pk_images PRIMARY KEY (id);

ALTER TABLE ONLY public.kept_answers
    ADD CONSTRAINT pk_kept_answers PRIMARY KEY (key_hash);

ALTER TABLE ONLY public.regions
    ADD CONSTRAINT pk_regions PRIMARY KEY (slug);

ALTER TABLE ONLY public.reserved_ips
    ADD CONSTRAINT pk_reserved_ips PRIMARY KEY (id);

ALTER TABLE ONLY public.run_steps
    ADD CONSTRAINT pk_run_steps PRIMARY KEY (id);

ALTER TABLE ONLY public.runs
    ADD CONSTRAINT pk_runs PRIMARY KEY (id);

ALTER TABLE ONLY public.scrub_receipts
    ADD CONSTRAINT pk_scrub_receipts PRIMARY KEY (id);

ALTER TABLE ONLY public.sizes
    ADD CONSTRAINT pk_sizes PRIMARY KEY (slug);

ALTER TABLE ONLY public.ssh_keys
    ADD CONSTRAINT pk_ssh_keys PRIMARY KEY (id);

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT pk_tags PRIMARY KEY (account_id, folded_name);

ALTER TABLE ONLY public.token_budgets
    ADD CONSTRAINT pk_token_budgets PRIMARY KEY (token_id);

ALTER TABLE ONLY public.volume_snapshots
    ADD CONSTRAINT pk_volume_snapshots PRIMARY KEY (id);

ALTER TABLE ONLY public.volumes
    ADD CONSTRAINT pk_volumes PRIMARY KEY (id);

ALTER TABLE ONLY public.vpcs
    ADD CONSTRAINT pk_vpcs PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id);

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT pk_webhooks PRIMARY KEY (id);

CREATE INDEX actions_of_account ON public.actions USING btree (account_id, id);

CREATE INDEX actions_of_resource ON public.actions USING btree (resource_type, resource_id, id);

CREATE INDEX actions_of_volume ON public.actions USING btree (volume_id, id) WHERE (volume_id IS NOT NULL);

CREATE UNIQUE INDEX actions_one_pending ON public.actions USING btree (resource_type, resource_id) WHERE ((status = 'in_progress'::text) AND (type <> 'destroy'::text));

CREATE UNIQUE INDEX block_volumes_name ON public.block_volumes USING btree (account_id, region_slug, name) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX events_position ON public.events USING btree (account_id, "position");

CREATE UNIQUE INDEX events_sequence ON public.events USING btree (account_id, resource_type, resource_id, sequence);

CREATE UNIQUE INDEX extent_cleanings_one_at_a_time ON public.extent_cleanings USING btree (host_name) WHERE (ended_at IS NULL);

CREATE INDEX ix_account_transfers_account_id_id ON public.account_transfers USING btree (account_id, id);

CREATE INDEX ix_account_transfers_image_id_id ON public.account_transfers USING btree (image_id, id);

CREATE INDEX ix_account_transfers_recipient_email ON public.account_transfers USING btree (recipient_email) WHERE (recipient_email IS NOT NULL);

CREATE INDEX ix_account_transfers_recipient_id ON public.account_transfers USING btree (recipient_id) WHERE (recipient_id IS NOT NULL);

CREATE UNIQUE INDEX ix_addresses_droplet_id_kind ON public.addresses USING btree (droplet_id, kind) WHERE (droplet_id IS NOT NULL);

CREATE UNIQUE INDEX ix_addresses_pool_ordinal ON public.addresses USING btree (pool, ordinal);

CREATE INDEX ix_api_tokens_account_id ON public.api_tokens USING btree (account_id);

CREATE UNIQUE INDEX ix_api_tokens_hash ON public.api_tokens USING btree (hash);

CREATE INDEX ix_associated_destroys_account_id ON public.associated_destroys USING btree (account_id);

CREATE INDEX ix_audit_entries_account_id_at ON public.audit_entries USING btree (account_id, at);

CREATE INDEX ix_audit_entries_at ON public.audit_entries USING btree (at);

CREATE INDEX ix_block_volumes_droplet_id ON public.block_volumes USING btree (droplet_id) WHERE (droplet_id IS NOT NULL);

CREATE INDEX ix_block_volumes_host_name ON public.block_volumes USING btree (host_name);

CREATE INDEX ix_block_volumes_region_slug ON public.block_volumes USING btree (region_slug);

CREATE INDEX ix_block_volumes_tags ON public.block_volumes USING gin (tags) WHERE (deleted_at IS NULL);

CREATE INDEX ix_droplets_account_id_folded_name ON public.droplets USING btree (account_id, folded_name) WHERE (destroyed_at IS NULL);

CREATE INDEX ix_droplets_account_id_id ON public.droplets USING btree (account_id, id) WHERE (destroyed_at IS NULL);

CREATE INDEX ix_droplets_account_id_region_slug_id ON public.droplets USING btree (account_id, region_slug, id) WHERE (destroyed_at IS NULL);

CREATE INDEX ix_droplets_account_id_status_id ON public.droplets USING btree (account_id, status, id) WHERE (destroyed_at IS NULL);

CREATE INDEX ix_droplets_host_name ON public.droplets USING btree (host_name);

CREATE INDEX ix_droplets_image_id ON public.droplets USING btree (image_id);

CREATE INDEX ix_droplets_next_backup_at ON public.droplets USING btree (next_backup_at) WHERE ((next_backup_at IS NOT NULL) AND (destroyed_at IS NULL));

CREATE INDEX ix_droplets_region_slug ON public.droplets USING btree (region_slug);

CREATE INDEX ix_droplets_size_slug ON public.droplets USING btree (size_slug);

CREATE UNIQUE INDEX ix_droplets_volume_id ON public.droplets USING btree (volume_id);

CREATE INDEX ix_droplets_vpc_id ON public.droplets USING btree (vpc_id);

CREATE UNIQUE INDEX ix_events_public_id ON public.events USING btree (public_id);

CREATE INDEX ix_hosts_region_slug ON public.hosts USING btree (region_slug);

CREATE INDEX ix_images_account_id ON public.images USING btree (account_id) WHERE ((account_id IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX ix_images_droplet_id ON public.images USING btree (droplet_id) WHERE ((droplet_id IS NOT NULL) AND (deleted_at IS NULL));

CREATE INDEX ix_images_expires_at ON public.images USING btree (expires_at) WHERE ((expires_at IS NOT NULL) AND (deleted_at IS NULL));

CREATE UNIQUE INDEX ix_images_slug ON public.images USING btree (slug) WHERE ((slug IS NOT NULL) AND (deleted_at IS NULL));

CREATE UNIQUE INDEX ix_images_source_source_name ON public.images USING btree (source, source_name) WHERE ((source = 'raw_file'::text) AND (deleted_at IS NULL));

CREATE INDEX ix_images_tags ON public.images USING gin (tags) WHERE (deleted_at IS NULL);

CREATE INDEX ix_kept_answers_account_id ON public.kept_answers USING btree (account_id);

CREATE INDEX ix_kept_answers_kept_at ON public.kept_answers USING btree (kept_at);

CREATE INDEX ix_reserved_ips_account_id_reserved_at ON public.reserved_ips USING btree (account_id, reserved_at) WHERE (released_at IS NULL);

CREATE UNIQUE INDEX ix_reserved_ips_address ON public.reserved_ips USING btree (address) WHERE (released_at IS NULL);

CREATE UNIQUE INDEX ix_reserved_ips_droplet_id ON public.reserved_ips USING btree (droplet_id) WHERE (droplet_id IS NOT NULL);

CREATE INDEX ix_reserved_ips_region_slug_address ON public.reserved_ips USING btree (region_slug, address);

CREATE INDEX ix_run_steps_run_id_id ON public.run_steps USING btree (run_id, id);

CREATE INDEX ix_runs_action_id ON public.runs USING btree (action_id);

CREATE INDEX ix_scrub_receipts_account_id_completed_at ON public.scrub_receipts USING btree (account_id, completed_at);

CREATE UNIQUE INDEX ix_scrub_receipts_volume_id ON public.scrub_receipts USING btree (volume_id);

CREATE UNIQUE INDEX ix_ssh_keys_account_id_fingerprint ON public.ssh_keys USING btree (account_id, fingerprint);

CREATE INDEX ix_volume_snapshots_host_name ON public.volume_snapshots USING btree (host_name);

CREATE INDEX ix_volume_snapshots_region_slug ON public.volume_snapshots USING btree (region_slug);

CREATE INDEX ix_volume_snapshots_source_volume_id ON public.volume_snapshots USING btree (source_volume_id) WHERE (deleted_at IS NULL);

CREATE INDEX ix_volume_snapshots_tags ON public.volume_snapshots USING gin (tags) WHERE (deleted_at IS NULL);

CREATE INDEX ix_volumes_account_id ON public.volumes USING btree (account_id);

CREATE INDEX ix_volumes_droplet_id ON public.volumes USING btree (droplet_id);

CREATE INDEX ix_volumes_host_name ON public.volumes USING btree (host_name) WHERE (state <> 'released'::text);

CREATE INDEX ix_volumes_image_id ON public.volumes USING btree (image_id);

CREATE INDEX ix_volumes_source_volume_id ON public.volumes USING btree (source_volume_id) WHERE ((state = 'ordered'::text) AND (source_volume_id IS NOT NULL));

CREATE UNIQUE INDEX ix_vpcs_account_id_name ON public.vpcs USING btree (account_id, name) WHERE (deleted_at IS NULL);

CREATE INDEX ix_vpcs_region_slug ON public.vpcs USING btree (region_slug);

CREATE INDEX ix_webhook_deliveries_due_at ON public.webhook_deliveries USING btree (due_at) WHERE (status = 'pending'::text);

CREATE INDEX ix_webhook_deliveries_ended_at ON public.webhook_deliveries USING btree (ended_at) WHERE (status <> 'pending'::text);

CREATE UNIQUE INDEX ix_webhook_deliveries_webhook_id_event_public_id ON public.webhook_deliveries USING btree (webhook_id, event_public_id);

CREATE INDEX ix_webhooks_account_id ON public.webhooks USING btree (account_id);

CREATE INDEX runs_ended_by_queue ON public.runs USING btree (queue, ended_at) WHERE (ended_at IS NOT NULL);

CREATE INDEX runs_open_by_queue ON public.runs USING btree (queue, priority, due_at) WHERE (status = ANY (ARRAY['forward'::text, 'undoing'::text, 'stuck'::text]));

CREATE INDEX runs_open_by_subject ON public.runs USING btree (subject, created_at) WHERE (status = ANY (ARRAY['forward'::text, 'undoing'::text, 'stuck'::text]));

CREATE UNIQUE INDEX volume_snapshots_name ON public.volume_snapshots USING btree (account_id, region_slug, name) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX vpcs_one_default ON public.vpcs USING btree (account_id, region_slug) WHERE (is_default AND (deleted_at IS NULL));

CREATE TRIGGER actions_announce_end AFTER UPDATE OF status ON public.actions FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION public.announce_ended_action();

CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR UPDATE ON public.audit_entries FOR EACH ROW EXECUTE FUNCTION public.refuse_audit_change();

CREATE TRIGGER audit_entries_kept BEFORE TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_audit_change();

CREATE TRIGGER droplets_keep_tags AFTER UPDATE OF tags, destroyed_at ON public.droplets FOR EACH ROW WHEN (((old.tags <> new.tags) OR ((cardinality(old.tags) > 0) AND (old.destroyed_at IS DISTINCT FROM new.destroyed_at)))) EXECUTE FUNCTION public.keep_droplet_tags();

CREATE TRIGGER droplets_keep_tags_of_new AFTER INSERT ON public.droplets FOR EACH ROW WHEN ((cardinality(new.tags) > 0)) EXECUTE FUNCTION public.keep_droplet_tags();

CREATE TRIGGER events_announce AFTER INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.announce_event();

CREATE TRIGGER hosts_announce AFTER INSERT OR UPDATE OF state ON public.hosts FOR EACH ROW EXECUTE FUNCTION public.announce_host();

CREATE TRIGGER runs_announce AFTER INSERT ON public.runs FOR EACH ROW EXECUTE FUNCTION public.announce_run();

CREATE TRIGGER runs_stamp BEFORE INSERT ON public.runs FOR EACH ROW EXECUTE FUNCTION public.stamp_run();

CREATE TRIGGER webhook_deliveries_announce AFTER INSERT ON public.webhook_deliveries FOR EACH STATEMENT EXECUTE FUNCTION public.announce_delivery();

CREATE TRIGGER webhook_deliveries_stamp BEFORE INSERT ON public.webhook_deliveries FOR EACH ROW WHEN ((new.attempts = 0)) EXECUTE FUNCTION public.stamp_delivery();

ALTER TABLE ONLY public.account_transfers
    ADD CONSTRAINT fk_account_transfers_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.account_transfers
    ADD CONSTRAINT fk_account_transfers_images_image_id FOREIGN KEY (image_id) REFERENCES public.images(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.actions
    ADD CONSTRAINT fk_actions_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.addresses
    ADD CONSTRAINT fk_addresses_droplets_droplet_id FOREIGN KEY (droplet_id) REFERENCES public.droplets(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT fk_api_tokens_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.associated_destroys
    ADD CONSTRAINT fk_associated_destroys_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.associated_destroys
    ADD CONSTRAINT fk_associated_destroys_droplets_droplet_id FOREIGN KEY (droplet_id) REFERENCES public.droplets(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.block_volumes
    ADD CONSTRAINT fk_block_volumes_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.block_volumes
    ADD CONSTRAINT fk_block_volumes_droplets_droplet_id FOREIGN KEY (droplet_id) REFERENCES public.droplets(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.block_volumes
    ADD CONSTRAINT fk_block_volumes_hosts_host_name FOREIGN KEY (host_name) REFERENCES public.hosts(name) ON DELETE RESTRICT;

ALTER TABLE ONLY public.block_volumes
    ADD CONSTRAINT fk_block_volumes_regions_region_slug FOREIGN KEY (region_slug) REFERENCES public.regions(slug) ON DELETE RESTRICT;

ALTER TABLE ONLY public.block_volumes
    ADD CONSTRAINT fk_block_volumes_volumes_id FOREIGN KEY (id) REFERENCES public.volumes(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.droplets
    ADD CONSTRAINT fk_droplets_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.droplets
    ADD CONSTRAINT fk_droplets_hosts_host_name FOREIGN KEY (host_name) REFERENCES public.hosts(name) ON DELETE RESTRICT;

ALTER TABLE ONLY public.droplets
    ADD CONSTRAINT fk_droplets_images_image_id FOREIGN KEY (image_id) REFERENCES public.images(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.droplets
    ADD CONSTRAINT fk_droplets_regions_region_slug FOREIGN KEY (region_slug) REFERENCES public.regions(slug) ON DELETE RESTRICT;

ALTER TABLE ONLY public.droplets
    ADD CONSTRAINT fk_droplets_sizes_size_slug FOREIGN KEY (size_slug) REFERENCES public.sizes(slug) ON DELETE RESTRICT;

ALTER TABLE ONLY public.droplets
    ADD CONSTRAINT fk_droplets_vpcs_vpc_id FOREIGN KEY (vpc_id) REFERENCES public.vpcs(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.events
    ADD CONSTRAINT fk_events_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.extent_cleanings
    ADD CONSTRAINT fk_extent_cleanings_hosts_host_name FOREIGN KEY (host_name) REFERENCES public.hosts(name) ON DELETE RESTRICT;

ALTER TABLE ONLY public.host_decommissions
    ADD CONSTRAINT fk_host_decommissions_hosts_host_name FOREIGN KEY (host_name) REFERENCES public.hosts(name) ON DELETE RESTRICT;

ALTER TABLE ONLY public.host_extents
    ADD CONSTRAINT fk_host_extents_hosts_host_name FOREIGN KEY (host_name) REFERENCES public.hosts(name) ON DELETE RESTRICT;

ALTER TABLE ONLY public.host_findings
    ADD CONSTRAINT fk_host_findings_hosts_host_name FOREIGN KEY (host_name) REFERENCES public.hosts(name) ON DELETE RESTRICT;

ALTER TABLE ONLY public.hosts
    ADD CONSTRAINT fk_hosts_regions_region_slug FOREIGN KEY (region_slug) REFERENCES public.regions(slug) ON DELETE RESTRICT;

ALTER TABLE ONLY public.images
    ADD CONSTRAINT fk_images_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.kept_answers
    ADD CONSTRAINT fk_kept_answers_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.reserved_ips
    ADD CONSTRAINT fk_reserved_ips_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.reserved_ips
    ADD CONSTRAINT fk_reserved_ips_addresses_region_slug_address FOREIGN KEY (region_slug, address) REFERENCES public.addresses(pool, address) ON DELETE RESTRICT;

ALTER TABLE ONLY public.reserved_ips
    ADD CONSTRAINT fk_reserved_ips_droplets_droplet_id FOREIGN KEY (droplet_id) REFERENCES public.droplets(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.run_steps
    ADD CONSTRAINT fk_run_steps_runs_run_id FOREIGN KEY (run_id) REFERENCES public.runs(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.runs
    ADD CONSTRAINT fk_runs_actions_action_id FOREIGN KEY (action_id) REFERENCES public.actions(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.scrub_receipts
    ADD CONSTRAINT fk_scrub_receipts_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.ssh_keys
    ADD CONSTRAINT fk_ssh_keys_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.tags
    ADD CONSTRAINT fk_tags_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.token_budgets
    ADD CONSTRAINT fk_token_budgets_api_tokens_token_id FOREIGN KEY (token_id) REFERENCES public.api_tokens(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volume_snapshots
    ADD CONSTRAINT fk_volume_snapshots_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volume_snapshots
    ADD CONSTRAINT fk_volume_snapshots_block_volumes_source_volume_id FOREIGN KEY (source_volume_id) REFERENCES public.block_volumes(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volume_snapshots
    ADD CONSTRAINT fk_volume_snapshots_hosts_host_name FOREIGN KEY (host_name) REFERENCES public.hosts(name) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volume_snapshots
    ADD CONSTRAINT fk_volume_snapshots_regions_region_slug FOREIGN KEY (region_slug) REFERENCES public.regions(slug) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volume_snapshots
    ADD CONSTRAINT fk_volume_snapshots_volumes_id FOREIGN KEY (id) REFERENCES public.volumes(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volumes
    ADD CONSTRAINT fk_volumes_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volumes
    ADD CONSTRAINT fk_volumes_droplets_droplet_id FOREIGN KEY (droplet_id) REFERENCES public.droplets(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volumes
    ADD CONSTRAINT fk_volumes_hosts_host_name FOREIGN KEY (host_name) REFERENCES public.hosts(name) ON DELETE RESTRICT;

ALTER TABLE ONLY public.volumes
    ADD CONSTRAINT fk_volumes_images_image_id FOREIGN KEY (image_id) REFERENCES public.images(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.vpcs
    ADD CONSTRAINT fk_vpcs_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE ONLY public.vpcs
    ADD CONSTRAINT fk_vpcs_regions_region_slug FOREIGN KEY (region_slug) REFERENCES public.regions(slug) ON DELETE RESTRICT;

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT fk_webhook_deliveries_webhooks_webhook_id FOREIGN KEY (webhook_id) REFERENCES public.webhooks(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT fk_webhooks_accounts_account_id FOREIGN KEY (account_id) REFERENCES public.accounts(id) ON DELETE RESTRICT;

ALTER TABLE public.account_transfers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.actions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.api_tokens ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.associated_destroys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.audit_entries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.block_volumes ENABLE ROW LEVEL SECURITY;

CREATE POLICY copies_of_visible_images ON public.volumes FOR SELECT TO cloudcontrol_api USING ((EXISTS ( SELECT
   FROM public.images
  WHERE (images.id = volumes.image_id))));

ALTER TABLE public.droplet_tags ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.droplets ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.event_feeds ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.event_sequences ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.events ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.images ENABLE ROW LEVEL SECURITY;

CREATE POLICY images_of_own_droplets ON public.images FOR SELECT TO cloudcontrol_api USING ((EXISTS ( SELECT
   FROM public.droplets
  WHERE (droplets.image_id = images.id))));

ALTER TABLE public.kept_answers ENABLE ROW LEVEL SECURITY;

CREATE POLICY locks_on_images_of_own_droplets ON public.images FOR UPDATE TO cloudcontrol_api USING ((EXISTS ( SELECT
   FROM public.droplets
  WHERE (droplets.image_id = images.id)))) WITH CHECK (false);

CREATE POLICY own_rows ON public.account_transfers TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.accounts TO cloudcontrol_api USING (((id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.actions TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.api_tokens TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.associated_destroys TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.audit_entries TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.block_volumes TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.droplet_tags TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.droplets TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.event_feeds TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.event_sequences TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.events TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.images TO cloudcontrol_api USING (((account_id IS NULL) OR (account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.kept_answers TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.reserved_ips TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.scrub_receipts TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.ssh_keys TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.tags TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.volume_snapshots TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.volumes TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.vpcs TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.webhook_deliveries TO cloudcontrol_api USING (((EXISTS ( SELECT
   FROM public.webhooks
  WHERE (webhooks.id = webhook_deliveries.webhook_id))) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

CREATE POLICY own_rows ON public.webhooks TO cloudcontrol_api USING (((account_id = ( SELECT public.visible_account() AS visible_account)) OR ( SELECT public.all_accounts_visible() AS all_accounts_visible)));

ALTER TABLE public.reserved_ips ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.scrub_receipts ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.ssh_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tags ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.volume_snapshots ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.volumes ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.vpcs ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhook_deliveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.webhooks ENABLE ROW LEVEL SECURITY;
