using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Placement;

/// <summary>Which host gets a volume: a pure function of what the hosts have.</summary>
public static class Placing
{
    /// <summary>
    /// The serving host with the largest share of free extents that has room for the disk; among equals the first by name, so
    /// that the same question has the same answer.
    /// </summary>
    /// <returns>The host, or <see cref="RegionFull"/>.</returns>
    public static Result<Host> Choose(IEnumerable<Host> hosts, ByteSize disk)
    {
        var best = hosts
            .Where(h => h.State == HostState.Serving && h.TotalExtents - h.HeldExtents >= h.ExtentsFor(disk))
            .OrderByDescending(FreeShare)
            .ThenBy(h => h.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best is null ? new RegionFull() : best;
    }

    private static double FreeShare(Host host) => (double)(host.TotalExtents - host.HeldExtents) / host.TotalExtents;
}

public sealed record RegionFull() : Error(ErrorFamily.NoCapacity, "The region has no room for this droplet now.");
