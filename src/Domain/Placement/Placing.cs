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
        var one = ChooseMany([.. hosts], disk, count: 1);
        return one.IsOk ? one.Value[0] : one.Error;
    }

    /// <summary>A host for each of several equal volumes, each chosen as if those before it were there already. All or none.</summary>
    /// <returns>One host per volume, or <see cref="RegionFull"/>.</returns>
    public static Result<IReadOnlyList<Host>> ChooseMany(IReadOnlyCollection<Host> hosts, ByteSize disk, int count)
    {
        var planned = hosts.Where(h => h.State == HostState.Serving).ToDictionary(h => h, h => h.TotalExtents - h.HeldExtents);
        var chosen = new List<Host>(count);
        for (var placed = 0; placed < count; placed++)
        {
            var best = planned
                .Where(entry => entry.Value >= entry.Key.ExtentsFor(disk))
                .OrderByDescending(entry => (double)entry.Value / entry.Key.TotalExtents)
                .ThenBy(entry => entry.Key.Name, StringComparer.Ordinal)
                .Select(entry => entry.Key)
                .FirstOrDefault();
            if (best is null)
            {
                return new RegionFull();
            }

            planned[best] -= best.ExtentsFor(disk);
            chosen.Add(best);
        }

        return chosen;
    }
}

public sealed record RegionFull() : Error(ErrorFamily.NoCapacity, "The region has no room for this droplet now.");
