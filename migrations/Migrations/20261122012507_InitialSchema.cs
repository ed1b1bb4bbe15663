using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace CloudControl.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class InitialSchema : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "action_ids",
                startValue: 1000000L,
                incrementBy: 32);

            migrationBuilder.CreateSequence(
                name: "droplet_ids",
                startValue: 1000000L,
                incrementBy: 32);

            migrationBuilder.CreateSequence(
                name: "image_ids",
                startValue: 1000000L,
                incrementBy: 32);

            migrationBuilder.CreateSequence(
                name: "ssh_key_ids",
                startValue: 1000000L,
                incrementBy: 32);

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    droplet_limit = table.Column<int>(type: "integer", nullable: false),
                    is_operator = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => x.id);
                    table.CheckConstraint("accounts_droplet_limit", "droplet_limit >= 0");
                });

            migrationBuilder.CreateTable(
                name: "regions",
                columns: table => new
                {
                    slug = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    available = table.Column<bool>(type: "boolean", nullable: false),
                    features = table.Column<string[]>(type: "text[]", nullable: false),
                    public_range_start = table.Column<string>(type: "text", nullable: false),
                    private_range_start = table.Column<string>(type: "text", nullable: false),
                    default_vpc_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_regions", x => x.slug);
                });

            migrationBuilder.CreateTable(
                name: "sizes",
                columns: table => new
                {
                    slug = table.Column<string>(type: "text", nullable: false),
                    memory_mib = table.Column<int>(type: "integer", nullable: false),
                    vcpus = table.Column<int>(type: "integer", nullable: false),
                    disk_gib = table.Column<int>(type: "integer", nullable: false),
                    transfer_tb = table.Column<decimal>(type: "numeric(10,1)", precision: 10, scale: 1, nullable: false),
                    price_monthly = table.Column<decimal>(type: "numeric(10,1)", precision: 10, scale: 1, nullable: false),
                    price_hourly = table.Column<decimal>(type: "numeric(10,5)", precision: 10, scale: 5, nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    available = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sizes", x => x.slug);
                    table.CheckConstraint("sizes_positive", "memory_mib > 0 and vcpus > 0 and disk_gib > 0");
                });

            migrationBuilder.CreateTable(
                name: "actions",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    resource_type = table.Column<string>(type: "text", nullable: false),
                    resource_id = table.Column<long>(type: "bigint", nullable: false),
                    region_slug = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    scrub = table.Column<bool>(type: "boolean", nullable: true),
                    token_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_actions", x => x.id);
                    table.CheckConstraint("actions_ended", "(status = 'in_progress') = (completed_at is null)");
                    table.ForeignKey(
                        name: "fk_actions_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "api_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_tokens", x => x.id);
                    table.CheckConstraint("api_tokens_hash_is_sha256", "octet_length(hash) = 32");
                    table.ForeignKey(
                        name: "fk_api_tokens_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    public_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    resource_type = table.Column<string>(type: "text", nullable: false),
                    resource_id = table.Column<string>(type: "text", nullable: false),
                    data = table.Column<string>(type: "jsonb", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    transaction_id = table.Column<ulong>(type: "xid8", nullable: false, defaultValueSql: "pg_current_xact_id()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_events_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "images",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    distribution = table.Column<string>(type: "text", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: true),
                    source = table.Column<string>(type: "text", nullable: false),
                    source_name = table.Column<string>(type: "text", nullable: false),
                    min_disk_gib = table.Column<int>(type: "integer", nullable: false),
                    size_bytes = table.Column<long>(type: "bigint", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_images", x => x.id);
                    table.CheckConstraint("images_min_disk", "min_disk_gib >= 1");
                    table.ForeignKey(
                        name: "fk_images_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "scrub_receipts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    droplet_id = table.Column<long>(type: "bigint", nullable: false),
                    volume_id = table.Column<Guid>(type: "uuid", nullable: false),
                    action_id = table.Column<long>(type: "bigint", nullable: true),
                    host_name = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: true),
                    extent_count = table.Column<long>(type: "bigint", nullable: false),
                    bytes_overwritten = table.Column<long>(type: "bigint", nullable: false),
                    bytes_verified = table.Column<long>(type: "bigint", nullable: false),
                    declined_by_token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    completed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scrub_receipts", x => x.id);
                    table.CheckConstraint("scrub_receipts_declined_by", "(outcome = 'declined') = (declined_by_token_id is not null)");
                    table.CheckConstraint("scrub_receipts_read_back", "outcome <> 'scrubbed' or bytes_verified >= bytes_overwritten");
                    table.ForeignKey(
                        name: "fk_scrub_receipts_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ssh_keys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ssh_keys", x => x.id);
                    table.ForeignKey(
                        name: "fk_ssh_keys_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    url = table.Column<string>(type: "character varying(2048)", maxLength: 2048, nullable: false),
                    event_types = table.Column<string[]>(type: "text[]", nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    disabled_reason = table.Column<string>(type: "text", nullable: true),
                    secret = table.Column<string>(type: "text", nullable: false),
                    former_secret = table.Column<string>(type: "text", nullable: true),
                    former_secret_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhooks", x => x.id);
                    table.CheckConstraint("webhooks_rotation", "(former_secret is null) = (former_secret_until is null)");
                    table.ForeignKey(
                        name: "fk_webhooks_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "hosts",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    region_slug = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    extent_bytes = table.Column<long>(type: "bigint", nullable: false),
                    chunk_bytes = table.Column<int>(type: "integer", nullable: false),
                    total_extents = table.Column<long>(type: "bigint", nullable: false),
                    held_extents = table.Column<long>(type: "bigint", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hosts", x => x.name);
                    table.CheckConstraint("hosts_extent_account", "held_extents >= 0 and held_extents <= total_extents");
                    table.CheckConstraint("hosts_geometry", "extent_bytes > 0 and chunk_bytes > 0 and total_extents >= 0");
                    table.ForeignKey(
                        name: "fk_hosts_regions_region_slug",
                        column: x => x.region_slug,
                        principalTable: "regions",
                        principalColumn: "slug",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    pipeline = table.Column<string>(type: "text", nullable: false),
                    queue = table.Column<string>(type: "text", nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    action_id = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "jsonb", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    step_index = table.Column<int>(type: "integer", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    lease_owner = table.Column<string>(type: "text", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dispatched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runs", x => x.id);
                    table.CheckConstraint("runs_counts", "attempt >= 0 and failures >= 0 and step_index >= 0");
                    table.CheckConstraint("runs_ended", "(status in ('done', 'failed')) = (ended_at is not null)");
                    table.CheckConstraint("runs_ended_unleased", "ended_at is null or lease_owner is null");
                    table.CheckConstraint("runs_lease_is_whole", "(lease_owner is null) = (lease_until is null)");
                    table.ForeignKey(
                        name: "fk_runs_actions_action_id",
                        column: x => x.action_id,
                        principalTable: "actions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    webhook_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_public_id = table.Column<Guid>(type: "uuid", nullable: false),
                    event_type = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    claimed_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_status_code = table.Column<int>(type: "integer", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_deliveries", x => x.id);
                    table.CheckConstraint("webhook_deliveries_ended", "(status = 'pending') = (ended_at is null)");
                    table.ForeignKey(
                        name: "fk_webhook_deliveries_webhooks_webhook_id",
                        column: x => x.webhook_id,
                        principalTable: "webhooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "droplets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    region_slug = table.Column<string>(type: "text", nullable: false),
                    size_slug = table.Column<string>(type: "text", nullable: false),
                    memory_mib = table.Column<int>(type: "integer", nullable: false),
                    vcpus = table.Column<int>(type: "integer", nullable: false),
                    disk_gib = table.Column<int>(type: "integer", nullable: false),
                    image_id = table.Column<long>(type: "bigint", nullable: false),
                    host_name = table.Column<string>(type: "text", nullable: false),
                    volume_id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    locked = table.Column<bool>(type: "boolean", nullable: false),
                    scrub = table.Column<bool>(type: "boolean", nullable: false),
                    user_data = table.Column<string>(type: "text", nullable: true),
                    authorized_keys = table.Column<string[]>(type: "text[]", nullable: false),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    features = table.Column<string[]>(type: "text[]", nullable: false),
                    vpc_id = table.Column<Guid>(type: "uuid", nullable: false),
                    public_networking = table.Column<bool>(type: "boolean", nullable: false),
                    public_address = table.Column<string>(type: "text", nullable: true),
                    private_address = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    destroyed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_droplets", x => x.id);
                    table.CheckConstraint("droplets_destroyed", "(status = 'destroyed') = (destroyed_at is not null)");
                    table.ForeignKey(
                        name: "fk_droplets_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_droplets_hosts_host_name",
                        column: x => x.host_name,
                        principalTable: "hosts",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_droplets_images_image_id",
                        column: x => x.image_id,
                        principalTable: "images",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_droplets_regions_region_slug",
                        column: x => x.region_slug,
                        principalTable: "regions",
                        principalColumn: "slug",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_droplets_sizes_size_slug",
                        column: x => x.size_slug,
                        principalTable: "sizes",
                        principalColumn: "slug",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "run_steps",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    step_index = table.Column<int>(type: "integer", nullable: false),
                    step_name = table.Column<string>(type: "text", nullable: false),
                    undo = table.Column<bool>(type: "boolean", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_steps", x => x.id);
                    table.ForeignKey(
                        name: "fk_run_steps_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "addresses",
                columns: table => new
                {
                    address = table.Column<string>(type: "text", nullable: false),
                    region_slug = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    droplet_id = table.Column<long>(type: "bigint", nullable: true),
                    returned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_addresses", x => x.address);
                    table.ForeignKey(
                        name: "fk_addresses_droplets_droplet_id",
                        column: x => x.droplet_id,
                        principalTable: "droplets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_addresses_regions_region_slug",
                        column: x => x.region_slug,
                        principalTable: "regions",
                        principalColumn: "slug",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "volumes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    droplet_id = table.Column<long>(type: "bigint", nullable: false),
                    host_name = table.Column<string>(type: "text", nullable: false),
                    disk_bytes = table.Column<long>(type: "bigint", nullable: false),
                    extent_bytes = table.Column<long>(type: "bigint", nullable: false),
                    chunk_bytes = table.Column<int>(type: "integer", nullable: false),
                    extent_count = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    chunks_written = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_volumes", x => x.id);
                    table.CheckConstraint("volumes_extents", "extent_count > 0 and disk_bytes > 0 and extent_count * extent_bytes > disk_bytes");
                    table.CheckConstraint("volumes_released", "(state = 'released') = (released_at is not null)");
                    table.ForeignKey(
                        name: "fk_volumes_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_volumes_droplets_droplet_id",
                        column: x => x.droplet_id,
                        principalTable: "droplets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_volumes_hosts_host_name",
                        column: x => x.host_name,
                        principalTable: "hosts",
                        principalColumn: "name",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "actions_of_account",
                table: "actions",
                columns: new[] { "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "actions_of_resource",
                table: "actions",
                columns: new[] { "resource_type", "resource_id", "id" });

            migrationBuilder.CreateIndex(
                name: "actions_one_pending",
                table: "actions",
                columns: new[] { "resource_type", "resource_id" },
                unique: true,
                filter: "status = 'in_progress' and type <> 'destroy'");

            migrationBuilder.CreateIndex(
                name: "ix_addresses_droplet_id_kind",
                table: "addresses",
                columns: new[] { "droplet_id", "kind" },
                unique: true,
                filter: "droplet_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_addresses_region_slug_kind_ordinal",
                table: "addresses",
                columns: new[] { "region_slug", "kind", "ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_account_id",
                table: "api_tokens",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_hash",
                table: "api_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_droplets_account_id_id",
                table: "droplets",
                columns: new[] { "account_id", "id" },
                filter: "destroyed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_host_name",
                table: "droplets",
                column: "host_name");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_image_id",
                table: "droplets",
                column: "image_id");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_region_slug",
                table: "droplets",
                column: "region_slug");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_size_slug",
                table: "droplets",
                column: "size_slug");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_tags",
                table: "droplets",
                column: "tags",
                filter: "destroyed_at is null")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_droplets_volume_id",
                table: "droplets",
                column: "volume_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_events_account_id_id",
                table: "events",
                columns: new[] { "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_events_public_id",
                table: "events",
                column: "public_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_hosts_region_slug",
                table: "hosts",
                column: "region_slug");

            migrationBuilder.CreateIndex(
                name: "ix_images_account_id",
                table: "images",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_images_slug",
                table: "images",
                column: "slug",
                unique: true,
                filter: "slug is not null and deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_images_source_source_name",
                table: "images",
                columns: new[] { "source", "source_name" },
                unique: true,
                filter: "source = 'raw_file' and deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_run_steps_run_id_id",
                table: "run_steps",
                columns: new[] { "run_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_runs_action_id",
                table: "runs",
                column: "action_id");

            migrationBuilder.CreateIndex(
                name: "runs_open_by_queue",
                table: "runs",
                columns: new[] { "queue", "priority", "due_at" },
                filter: "status in ('forward', 'undoing', 'stuck')");

            migrationBuilder.CreateIndex(
                name: "runs_open_by_subject",
                table: "runs",
                columns: new[] { "subject", "created_at" },
                filter: "status in ('forward', 'undoing', 'stuck')");

            migrationBuilder.CreateIndex(
                name: "ix_scrub_receipts_account_id_completed_at",
                table: "scrub_receipts",
                columns: new[] { "account_id", "completed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_scrub_receipts_volume_id",
                table: "scrub_receipts",
                column: "volume_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ssh_keys_account_id_fingerprint",
                table: "ssh_keys",
                columns: new[] { "account_id", "fingerprint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_volumes_account_id",
                table: "volumes",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_volumes_droplet_id",
                table: "volumes",
                column: "droplet_id");

            migrationBuilder.CreateIndex(
                name: "ix_volumes_host_name",
                table: "volumes",
                column: "host_name",
                filter: "state <> 'released'");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_due_at",
                table: "webhook_deliveries",
                column: "due_at",
                filter: "status = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_webhook_id_event_public_id",
                table: "webhook_deliveries",
                columns: new[] { "webhook_id", "event_public_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhooks_account_id",
                table: "webhooks",
                column: "account_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "addresses");

            migrationBuilder.DropTable(
                name: "api_tokens");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "run_steps");

            migrationBuilder.DropTable(
                name: "scrub_receipts");

            migrationBuilder.DropTable(
                name: "ssh_keys");

            migrationBuilder.DropTable(
                name: "volumes");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "runs");

            migrationBuilder.DropTable(
                name: "droplets");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropTable(
                name: "actions");

            migrationBuilder.DropTable(
                name: "hosts");

            migrationBuilder.DropTable(
                name: "images");

            migrationBuilder.DropTable(
                name: "sizes");

            migrationBuilder.DropTable(
                name: "regions");

            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropSequence(
                name: "action_ids");

            migrationBuilder.DropSequence(
                name: "droplet_ids");

            migrationBuilder.DropSequence(
                name: "image_ids");

            migrationBuilder.DropSequence(
                name: "ssh_key_ids");
        }
    }
}
