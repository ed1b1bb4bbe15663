using CloudControl.Domain.Hosts;
using HostEntity = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Api.Hosts;

/// <summary>A host on the wire.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">The region's slug.</param>
/// <param name="State"><c>serving</c> or <c>draining</c>.</param>
/// <param name="ExtentBytes">Size of one physical extent.</param>
/// <param name="ChunkBytes">Unit of copying of its volumes.</param>
/// <param name="TotalExtents">All physical extents.</param>
/// <param name="HeldExtents">Promised to volumes that are not released.</param>
/// <param name="FreeExtents">What can still be promised.</param>
/// <param name="LastSeenAt">When a worker last served it.</param>
public sealed record HostView(
    string Name, string Region, string State, long ExtentBytes, int ChunkBytes, long TotalExtents, long HeldExtents, long FreeExtents,
    DateTimeOffset LastSeenAt)
{
    public static HostView Of(HostEntity host) => new(
        host.Name, host.RegionSlug, host.State == HostState.Draining ? "draining" : "serving", host.ExtentBytes, host.ChunkBytes,
        host.TotalExtents, host.HeldExtents, host.TotalExtents - host.HeldExtents, host.LastSeenAt);
}
