namespace CloudControl.Infrastructure.Metrics;

/// <summary>A gauge read from the database.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Help">What it says, for people.</param>
/// <param name="Labels">Names of its labels: hosts, pipelines and states, never customers or what they named.</param>
/// <param name="Sql">Answers with the labels in their order, as text, and the value, as a double.</param>
internal sealed record CloudFamily(string Name, string Help, IReadOnlyList<string> Labels, string Sql);

/// <summary>The list of what an operator can watch.</summary>
internal static class CloudFamilies
{
    /// <summary>As the partial indexes of the runs have it.</summary>
    private const string Open = "status in ('forward', 'undoing', 'stuck')";

    public static IReadOnlyList<CloudFamily> All { get; } =
    [
        new("cloudcontrol_runs", "Open runs: going forward (running when a worker holds them), being undone, or stuck.", ["pipeline", "state"],
            $"""
            select pipeline, case when status = 'forward' then case when lease_until > now() then 'running' else 'waiting' end else status end, count(*)::float8
            from runs where {Open} group by 1, 2 order by 1, 2
            """),
        new("cloudcontrol_runs_retrying", "Open runs whose step has failed and is tried again; scrubs among them keep their extents quarantined.", ["pipeline"],
            $"select pipeline, count(*)::float8 from runs where {Open} and failures > 0 group by 1 order by 1"),
        new("cloudcontrol_oldest_waiting_run_seconds", "How long the longest-waiting run of a queue has been due without a worker.", ["queue"],
            $"""
            select queue, extract(epoch from now() - min(due_at))::float8
            from runs where {Open} and due_at <= now() and (lease_until is null or lease_until <= now()) group by 1 order by 1
            """),
        new("cloudcontrol_host_extents", "Physical extents of a host: free, allocated or quarantined.", ["host", "state"],
            """
            select h.name, s.state, s.extents::float8
            from hosts h
            left join lateral (
                select coalesce(sum(extent_count), 0) as extents from volumes where host_name = h.name and state = 'quarantined') q on true
            cross join lateral (values
                ('free', h.total_extents - h.held_extents), ('allocated', h.held_extents - q.extents), ('quarantined', q.extents)) s(state, extents)
            order by 1, 2
            """),
        new("cloudcontrol_host_seen_seconds", "How long ago a worker last served the host.", ["host"],
            "select name, extract(epoch from now() - last_seen_at)::float8 from hosts order by 1"),
        new("cloudcontrol_webhook_deliveries_pending", "Deliveries that have not arrived yet: due now, or waiting for their next attempt.", ["state"],
            """
            select s.state, s.deliveries::float8
            from (select count(*) filter (where due_at <= now()) as due, count(*) filter (where due_at > now()) as later
                from webhook_deliveries where status = 'pending') p
            cross join lateral (values ('due', p.due), ('later', p.later)) s(state, deliveries)
            """),
        new("cloudcontrol_oldest_due_delivery_seconds", "How long the longest-due delivery has been due; 0 when none is.", [],
            "select coalesce(greatest(extract(epoch from now() - min(due_at)), 0), 0)::float8 from webhook_deliveries where status = 'pending'"),
        new("cloudcontrol_webhooks", "Webhooks: enabled, failing (the last attempt did not arrive) or disabled.", ["state"],
            """
            select s.state, s.webhooks::float8
            from (select count(*) filter (where enabled and failing_since is null) as enabled,
                count(*) filter (where enabled and failing_since is not null) as failing, count(*) filter (where not enabled) as disabled from webhooks) w
            cross join lateral (values ('enabled', w.enabled), ('failing', w.failing), ('disabled', w.disabled)) s(state, webhooks)
            """),
    ];
}
