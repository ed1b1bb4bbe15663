using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>A host, its disk, and the invariants that hold whatever happened: looked at from outside and beneath.</summary>
internal sealed class HostUnderTest(Subject subject, VolatileDisk disk)
{
    private readonly FakeTimeProvider clock = new();
    private SimulatedHost? host;
    private IStorageHost? port;

    public VolatileDisk Disk => disk;

    public IStorageHost Port => port ?? throw new InvalidOperationException("the host is down");

    public async Task OpenAsync()
    {
        host = await Subject.OpenAsync(disk, clock);
        port = subject.Port(host, disk);
    }

    /// <summary>Shuts it as an operator would.</summary>
    public async Task CloseAsync() => await host!.DisposeAsync();

    /// <summary>The extents under a volume.</summary>
    public async Task<List<ExtentRun>> ExtentsOfAsync(VolumeId id) => [.. (await Port.MapExtentsAsync(default)).Where(run => run.Volume == id)];

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
        }

        var capacity = await Port.GetCapacityAsync(default);
        Finding.Unless(next == Subject.ExtentCount && capacity.FreeExtents + capacity.AllocatedExtents + capacity.QuarantinedExtents == next,
            () => $"{Subject.ExtentCount} extents, of which the map has {next} and the capacity is {capacity}");
        foreach (var volume in volumes)
        {
            var states = map.Where(run => run.Volume == volume.Id).Select(run => run.State).Distinct().ToList();
            ExtentState? expected = volume.State switch
            {
                ModelState.Live => ExtentState.Allocated,
                ModelState.Quarantined => ExtentState.Quarantined,
                _ => null,
            };
            Finding.Unless(expected is null ? states.Count == 0 : states.Count == 1 && states[0] == expected,
                () => $"volume {volume.Number} is {volume.State} and its extents are [{string.Join(", ", states)}]");
        }

        RequireClean(map.Where(run => run.State == ExtentState.Free && !run.Dirty), "free and called clean");
    }

    /// <summary>Nothing but zeroes there, in the cache or beneath it: also a map of what a tenant wrote is a trace of it.</summary>
    public void RequireZero(IEnumerable<ExtentRun> runs, string what)
    {
        foreach (var run in runs)
        {
            var (offset, length) = Place(run);
            var found = disk.Medium.Slice(offset, length).IndexOfAnyExcept((byte)0);
            found = found < 0 ? disk.View.Slice(offset, length).IndexOfAnyExcept((byte)0) : found;
            Finding.Unless(found < 0, () => $"extent {run.First} is {what} and its byte {found} is not zero");
        }
    }

    private void RequireClean(IEnumerable<ExtentRun> runs, string what)
    {
        foreach (var run in runs)
        {
            var (offset, length) = Place(run);
            var found = Taint.FirstIn(disk.Medium.Slice(offset, length)) ?? Taint.FirstIn(disk.View.Slice(offset, length));
            Finding.Unless(found is null, () =>
                $"extent {run.First} is {what} and its sector {found!.Value.Sector} holds {Taint.Describe(found.Value.Tag)}");
        }
    }

    private static (int Offset, int Length) Place(ExtentRun run) =>
        ((int)(Subject.MetadataArea + (Subject.Extent * run.First)).Bytes, (int)(Subject.Extent * run.Count).Bytes);
}
