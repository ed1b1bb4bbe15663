using System.Text.Json.Serialization;
using CloudControl.Domain.Hosts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using HostEntity = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Api.Hosts;

/// <summary>A host on the wire.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">The region's slug.</param>
/// <param name="State"><c>serving</c>, <c>draining</c>, <c>removing</c> or <c>removed</c>.</param>
/// <param name="Away">Whether nobody was seen serving it lately: what is to be done on it waits.</param>
/// <param name="ExtentBytes">Size of one physical extent.</param>
/// <param name="ChunkBytes">Unit of copying of its volumes.</param>
/// <param name="TotalExtents">All physical extents.</param>
/// <param name="HeldExtents">Promised to volumes that are not released.</param>
/// <param name="FreeExtents">What can still be promised.</param>
/// <param name="LastSeenAt">When a worker last served it; before the first did, when it was added.</param>
public sealed record HostView(
    string Name, string Region, string State, bool Away, long ExtentBytes, int ChunkBytes, long TotalExtents, long HeldExtents, long FreeExtents,
    DateTimeOffset LastSeenAt)
{
    /// <summary>What its worker found and may not put right by itself; of one host only, not in the list of all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FindingView>? Findings { get; init; }

    /// <summary>What was true of it when it was removed; absent as long as it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DecommissionView? Decommission { get; init; }

    public static HostView Of(HostEntity host, DateTimeOffset now) => new(
        host.Name, host.RegionSlug, StateOf(host.State), host.IsAway(now), host.ExtentBytes, host.ChunkBytes,
        host.TotalExtents, host.HeldExtents, host.TotalExtents - host.HeldExtents, host.LastSeenAt);

    /// <summary>A host with everything that is known of it.</summary>
    public static async Task<HostView> ReadAsync(CloudControlDb db, HostEntity host, DateTimeOffset now, CancellationToken ct)
    {
        var findings = await db.HostFindings.AsNoTracking().Where(f => f.HostName == host.Name)
            .OrderBy(f => f.FirstSeenAt).ThenBy(f => f.Kind).ThenBy(f => f.Subject).ToListAsync(ct);
        var decommission = await db.HostDecommissions.AsNoTracking().SingleOrDefaultAsync(d => d.HostName == host.Name, ct);
        return Of(host, now) with { Findings = [.. findings.Select(FindingView.Of)], Decommission = DecommissionView.Of(decommission) };
    }

    private static string StateOf(HostState state) => state switch
    {
        HostState.Serving => "serving",
        HostState.Draining => "draining",
        HostState.Removing => "removing",
        HostState.Removed => "removed",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no spelling for this state of a host"),
    };
}

/// <summary>A finding on the wire.</summary>
/// <param name="Kind">What sort of thing, such as <c>orphaned_volume</c>.</param>
/// <param name="Resource">What it is about, such as <c>volume:0192…</c>.</param>
/// <param name="Detail">What was seen, in a sentence.</param>
/// <param name="FirstSeenAt">Since when.</param>
public sealed record FindingView(string Kind, string Resource, string Detail, DateTimeOffset FirstSeenAt)
{
    internal static FindingView Of(HostFinding finding) => new(
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(finding.Kind.ToString()), finding.Subject, finding.Detail, finding.FirstSeenAt);
}

/// <summary>The record of a host's removal on the wire.</summary>
/// <param name="RemovedAt">When.</param>
/// <param name="TotalExtents">Extents it had.</param>
/// <param name="FreeExtents">Of these free: all.</param>
/// <param name="DirtyExtents">Extents on which bytes of a former owner may have lain: none.</param>
/// <param name="VolumesReleased">Volumes that were on it over its life.</param>
public sealed record DecommissionView(DateTimeOffset RemovedAt, long TotalExtents, long FreeExtents, long DirtyExtents, long VolumesReleased)
{
    internal static DecommissionView? Of(HostDecommission? record) =>
        record is null ? null : new(record.RemovedAt, record.TotalExtents, record.FreeExtents, record.DirtyExtents, record.VolumesReleased);
}
