using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Hosts;

/// <summary>What was true of a host when it was removed: kept for whoever answers for the data that was on it.</summary>
public sealed class HostDecommission
{
    private HostDecommission()
    {
    }

    public string HostName { get; private init; } = "";

    public long ExtentBytes { get; private init; }

    public long TotalExtents { get; private init; }

    /// <summary>All of them: nothing else lets a host be removed.</summary>
    public long FreeExtents { get; private init; }

    /// <summary>Extents on which bytes of a former owner may have lain: none.</summary>
    public long DirtyExtents { get; private init; }

    /// <summary>Volumes that were on it over its life, all released.</summary>
    public long VolumesReleased { get; private init; }

    public DateTimeOffset RemovedAt { get; private init; }

    /// <exception cref="InvalidOperationException">An extent is not free, or not clean.</exception>
    public static HostDecommission Of(string hostName, Capacity capacity, long volumesReleased, DateTimeOffset now)
    {
        if (!capacity.IsFreeAndClean)
        {
            throw new InvalidOperationException($"host {hostName} still has extents that are not free and clean");
        }

        return new()
        {
            HostName = hostName,
            ExtentBytes = capacity.ExtentBytes.Bytes,
            TotalExtents = capacity.TotalExtents,
            FreeExtents = capacity.FreeExtents,
            DirtyExtents = capacity.DirtyFreeExtents,
            VolumesReleased = volumesReleased,
            RemovedAt = now,
        };
    }
}
