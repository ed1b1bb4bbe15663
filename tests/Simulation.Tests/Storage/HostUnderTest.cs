using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;
using CloudControl.Testing;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>A host, its disk, and the invariants that hold whatever happened: looked at from outside and beneath.</summary>
internal sealed class HostUnderTest(Subject subject, Birth birth, VolatileDisk disk)
{
    private readonly FakeTimeProvider clock = new();
    private SimulatedHost? host;
    private IStorageHost? port;

    public VolatileDisk Disk => disk;

    public Subject Subject => subject;

    public Birth Birth => birth;

    public IStorageHost Port => port ?? throw new InvalidOperationException("the host is down");

    public async Task OpenAsync()
    {
        host = await Birth.OpenAsync(disk, clock);
        port = subject.Port(host, disk);
    }

    /// <summary>Shuts it as an operator would.</summary>
    public async Task CloseAsync() => await host!.DisposeAsync();

    /// <summary>The extents under a volume.</summary>
    public async Task<List<ExtentRun>> ExtentsOfAsync(VolumeId id)
    {
        var mine = new List<ExtentRun>();
        foreach (var run in await Port.MapExtentsAsync(default))
        {
            if (run.Volume == id)
            {
                mine.Add(run);
            }
        }

        return mine;
    }

    /// <summary>Every extent in exactly one state, under whom the model says, and no tenant's byte on a free one that is called clean.</summary>
    public async Task VerifyAsync(IReadOnlyCollection<ModelVolume> volumes)
    {
        var map = await Port.MapExtentsAsync(default);
        long next = 0;
        foreach (var run in map)
        {
            Finding.Unless(run.First == next && run.Count > 0, () => $"extent {next} is in no state, or in two");
            Finding.Unless((run.State == ExtentState.Free) == (run.Volume is null), () => $"extent {run.First} is {run.State} under {run.Volume}");
            next += run.Count;
            if (run is { State: ExtentState.Free, Dirty: false })
            {
                RequireClean(run, "free and called clean");
            }
        }

        var capacity = await Port.GetCapacityAsync(default);
        Finding.Unless(next == birth.ExtentCount && capacity.FreeExtents + capacity.AllocatedExtents + capacity.QuarantinedExtents == next,
            () => $"{birth.ExtentCount} extents, of which the map has {next} and the capacity is {capacity}");
        foreach (var volume in volumes)
        {
            RequireState(volume, map);
        }
    }

    /// <summary>Nothing but zeroes there, in the cache or beneath it: also a map of what a tenant wrote is a trace of it.</summary>
    public void RequireZero(IEnumerable<ExtentRun> runs, string what)
    {
        foreach (var run in runs)
        {
            var (offset, length) = Place(run);
            var found = disk.Faults.Armed == DiskFault.LyingFlush ? -1 : disk.Memory.Medium.Slice(offset, length).IndexOfAnyExcept((byte)0);
            found = found < 0 ? disk.Memory.View.Slice(offset, length).IndexOfAnyExcept((byte)0) : found;
            Finding.Unless(found < 0, () => $"extent {run.First} is {what} and its byte {found} is not zero");
        }
    }

    /// <summary>No tenant's byte there, in the cache or beneath it.</summary>
    public void RequireClean(ExtentRun run, string what)
    {
        var (offset, length) = Place(run);
        if (disk.Faults.Armed != DiskFault.LyingFlush && disk.Memory.FirstTaint(offset, length) is { } found)
        {
            throw new Finding($"extent {run.First} is {what} and its sector {found.Sector} holds {Taint.Describe(found.Tag)}");
        }
    }

    private static void RequireState(ModelVolume volume, IReadOnlyList<ExtentRun> map)
    {
        if (volume.IsUnsure)
        {
            return;
        }

        ExtentState? expected = volume.State switch
        {
            ModelState.Live => ExtentState.Allocated,
            ModelState.Quarantined => ExtentState.Quarantined,
            _ => null,
        };
        var found = false;
        foreach (var run in map)
        {
            if (run.Volume == volume.Id)
            {
                Finding.Unless(run.State == expected, () => $"volume {volume.Number} is {volume.State} and its extents are {run.State}");
                found = true;
            }
        }

        Finding.Unless(found == expected is not null, () => $"volume {volume.Number} is {volume.State} and has no extents");
    }

    private static (int Offset, int Length) Place(ExtentRun run) =>
        ((int)(Birth.MetadataArea + (Birth.Extent * run.First)).Bytes, (int)(Birth.Extent * run.Count).Bytes);
}
