using System.Text.Json.Nodes;

namespace CloudControl.Api.Document;

/// <summary>What members of answers look like in the document: first by schema and name, then by name alone (<c>*</c>).</summary>
internal static class ExampleValues
{
    private const string Everywhere = "*";

    private static readonly JsonObject Values = JsonNode.Parse(
        """
        {
          "*": {
            "backup_ids": [53893572],
            "bytes_overwritten": 11274289152, "bytes_scrubbed": 5368709120, "bytes_to_scrub": 11274289152, "bytes_verified": 11274289152,
            "chunk_bytes": 65536, "chunks_written": 8192, "code": "no_free_extents", "cost": "0.10", "cow_bytes": 11274289152,
            "created_at": "2026-01-15T09:30:00Z", "data": {}, "default": false, "description": "as it was before the upgrade",
            "destroyed_at": "2026-01-15T09:30:00Z", "disk": 25, "distribution": "Debian",
            "droplet_id": 3164444, "droplet_ids": [3164444], "droplet_limit": 25, "email": "ada@example.com", "error_message": "",
            "event_types": ["droplet.action.completed"], "event_type": "droplet.action.completed", "extent_bytes": 4194304, "extents": 2688,
            "failures": 0, "features": ["private_networking", "ipv6"], "filesystem_label": "data", "filesystem_type": "ext4",
            "fingerprint": "3b:16:e4:bf:8b:00:8b:b8:59:8c:a9:d3:f0:19:fa:45", "firewalls": [], "floating_ips": [], "free_extents": 56000,
            "gateway": "198.18.96.1", "hour": 20, "held_extents": 8000, "host": "nyc3-01", "href": "https://cloud.example.com/v2/actions/36804636",
            "ip": "198.18.97.40", "ip_address": "198.18.96.17", "ip_range": "10.10.10.0/24", "kernels": [], "kind": "stray-volume",
            "last_status_code": 200, "last_tagged_uri": "https://cloud.example.com/v2/droplets/3164444",
            "locked": false, "logical_volume": "vm-3164444", "memory": 1024, "message": "The host is full.", "min_disk_size": 10,
            "name": "web-1", "nbd_uri": "nbd+unix:///vm-3164444?socket=/srv/nyc3-01/nbd.sock", "netmask": "255.255.255.0",
            "pipeline": "create-droplet.v1", "plan": "weekly", "policies": {},
            "possible_days": ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], "possible_window_starts": [0, 4, 8, 12, 16, 20],
            "price_hourly": 0.00893, "price_monthly": 6.0, "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJlZ2luc2hlcmVhbmRlbmRzc29tZXdoZXJlZWxzZQ ada@example.com",
            "region": "nyc3", "region_slug": "nyc3", "regions": ["nyc3"], "rel": "create",
            "request_id": "5b9c8d7e-2f41-4c1a-8a37-0d6f2e9b1c55", "reserved_ips": [], "resource": "droplet:3164444", "resource_id": 3164444,
            "resource_type": "droplet", "retention_period_days": 28, "size_bytes": 10737418240, "size_gigabytes": 10,
            "size_slug": "s-1vcpu-1gb", "sizes": ["s-1vcpu-1gb", "s-1vcpu-2gb"], "slug": "nyc3", "snapshot_ids": [53893571],
            "status": "active", "status_message": "", "steps_done": 3, "steps_total": 6, "tags": ["web"], "total_extents": 64000, "transfer_id": 7501,
            "transfer": 1.0, "type": "droplet", "urn": "do:vpc:0198f3c2-5a7e-7c41-9d0b-3f6a2b8c1d4e", "url": "https://receiver.example.com/hook",
            "volume_ids": [], "volume_limit": 100, "weekday": "SUN", "window_length_hours": 4
          },
          "AccountView": { "name": "Ada Lovelace", "floating_ip_limit": 3 },
          "ActionLink": { "id": 36804636 },
          "ActionView": { "id": 36804636, "status": "in-progress", "type": "power_off" },
          "BackupPoliciesSupportedPolicyView": { "name": "weekly" },
          "DeliveryView": { "event_id": "01981000-0000-7000-8000-000000000001", "status": "delivered" },
          "DiskAmountView": { "amount": 25, "unit": "gib" },
          "DiskInfoView": { "type": "local" },
          "DropletImageView": { "id": 53893571, "name": "before the upgrade", "type": "snapshot", "public": false, "size_gigabytes": 1.5 },
          "DropletView": { "id": 3164444 },
          "ErrorView": { "id": "not_found", "message": "The resource you requested could not be found." },
          "EventResource": { "id": "3164444", "type": "droplet" },
          "EventView": { "id": "01981000-0000-7000-8000-000000000001", "type": "droplet.action.completed", "sequence": 4711 },
          "FindingView": { "detail": "the database never heard of it" },
          "GetAssociatedStatusItem": { "id": "61486916", "name": "data", "error_message": "Volume already has a pending event." },
          "HostView": { "name": "nyc3-01", "state": "serving", "away": false, "findings": [] },
          "ImageView": { "id": 101, "name": "12 x64", "slug": "debian-12-x64", "type": "base", "status": "available", "size_gigabytes": 1.5 },
          "LastStepView": { "name": "ScrubExtents", "undo": false, "outcome": "done" },
          "ListAssociatedResourcesItem": { "id": "61486916", "name": "data" },
          "ListEventsFeedMeta": { "last": "4711" },
          "ListVpcMembersMember": { "urn": "do:droplet:3164444" },
          "ListAccountTransfersAccountTransferView": { "image_id": 53893571, "image_name": "golden", "sender": "Ada Lovelace", "recipient_email": "grace@example.com", "status": "pending" },
          "MapRunView": { "first": 0, "count": 2688, "state": "allocated", "dirty": true },
          "NetworkV4View": { "type": "public" },
          "NetworkV6View": { "ip_address": "2001:db8::17", "gateway": "2001:db8::1", "netmask": 64, "type": "public" },
          "PageLinks": {
            "first": "https://cloud.example.com/v2/droplets?page=1&per_page=20", "prev": "https://cloud.example.com/v2/droplets?page=1&per_page=20",
            "next": "https://cloud.example.com/v2/droplets?page=3&per_page=20", "last": "https://cloud.example.com/v2/droplets?page=4&per_page=20"
          },
          "RegionView": { "name": "New York 3" },
          "RunView": { "status": "waiting" },
          "ScrubReceiptView": { "outcome": "scrubbed", "completed_at": "2026-01-15T09:31:00Z" },
          "SizeView": { "slug": "s-1vcpu-1gb", "description": "Basic" },
          "SnapshotView": { "id": "53893571", "name": "before the upgrade", "resource_id": "3164444", "size_gigabytes": 1.5 },
          "SshKeyView": { "id": 512189, "name": "laptop" },
          "TagView": { "name": "web" },
          "TeamView": { "name": "engines" },
          "ManagedAccountView": { "name": "engines" },
          "TokenView": { "name": "ci", "scopes": ["droplet:read", "droplet:create"], "secret": "ccp_v1_…" },
          "VolumeView": { "name": "data" },
          "VpcView": { "name": "inner", "description": "behind the web" },
          "WebhookView": { "status": "enabled" }
        }
        """)!.AsObject();

    /// <summary>A copy of its own; null when nothing is said about the member.</summary>
    public static JsonNode? Find(string schema, string member) => (Values[schema]?[member] ?? Values[Everywhere]![member])?.DeepClone();
}
