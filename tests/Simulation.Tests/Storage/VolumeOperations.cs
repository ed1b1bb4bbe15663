using CloudControl.Domain.Storage;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>
/// What can be asked of a host, each with what must be true once it was acknowledged. An operation the power cut short changes
/// the model only where it may have been carried out; <see cref="SettleAsync"/> then looks which it was.
/// </summary>
internal sealed class VolumeOperations(HostUnderTest host, Random random)
{
    private const int TenantCount = 3;
    private const int LongestWriteSectors = 20;

    private static readonly int[] SizesInSectors = [64, 64, 128];

    private readonly List<ModelVolume> volumes = [];
    private ModelVolume? unsure;
    private int generation;

    public IReadOnlyCollection<ModelVolume> Volumes => volumes;

    public ModelVolume NewVolume()
    {
        var again = volumes.Find(v => v.State == ModelState.Absent);
        if (again is null || random.Next(2) == 0)
        {
            volumes.Add(again = new ModelVolume(
                volumes.Count + 1, random.Next(TenantCount) + 1, SizesInSectors[random.Next(SizesInSectors.Length)]));
        }

        return again;
    }

    public ModelVolume? Any(params ModelState[] states)
    {
        var fitting = volumes.FindAll(v => states.Contains(v.State));
        return fitting.Count == 0 ? null : fitting[random.Next(fitting.Count)];
    }

    public async Task CreateAsync(ModelVolume volume)
    {
        unsure = volume;
        var free = (await host.Port.GetCapacityAsync(default)).FreeExtents;
        var created = await host.Port.CreateSparseVolumeAsync(volume.Id, volume.Size, StoreOf(volume), default);
        unsure = null;
        var fits = StoreOf(volume).CountOf(Subject.Extent) <= free;
        Finding.Unless(fits ? created.IsOk : created.Error is NoFreeExtents, () => $"create of volume {volume.Number}: {created.Error?.Message}");
        if (created.IsOk)
        {
            volume.State = ModelState.Live;
            await ReadAsync(volume);
        }
    }

    public async Task CreateLateAsync(ModelVolume volume)
    {
        var created = await host.Port.CreateSparseVolumeAsync(volume.Id, volume.Size, StoreOf(volume), default);
        Finding.Unless(created.Error is VolumeGone, () => $"volume {volume.Number} was {volume.State} and came back");
    }

    public async Task WriteAsync(ModelVolume volume)
    {
        var first = random.Next(volume.Sectors);
        var count = Math.Min(volume.Sectors - first, random.Next(LongestWriteSectors) + 1);
        var data = volume.BeginWrite(first, count, ++generation);
        await using var device = await host.Port.OpenAsync(volume.Id, default);
        await device.WriteAsync(first * VolatileDisk.SectorBytes, data, default);
        volume.Wrote(first, count);
    }

    public async Task ReadAsync(ModelVolume volume) => volume.RequireCurrent(0, await ReadAllAsync(volume));

    public async Task FlushAsync(ModelVolume volume)
    {
        await using var device = await host.Port.OpenAsync(volume.Id, default);
        await device.FlushAsync(default);
        volume.Flushed();
    }

    public async Task QuarantineAsync(ModelVolume volume)
    {
        unsure = volume;
        await host.Port.QuarantineAsync(volume.Id, default);
        unsure = null;
        volume.State = ModelState.Quarantined;
        await host.VerifyAsync(volumes);
    }

    public async Task ScrubAsync(ModelVolume volume)
    {
        var progress = await host.Port.ScrubAsync(volume.Id, volume.Cursor, default);
        (volume.Cursor, volume.Receipt) = (progress.Cursor, progress.Receipt);
    }

    public async Task ScrubLateAsync(ModelVolume volume)
    {
        await host.Port.ScrubAsync(volume.Id, ScrubCursor.Start, default);
        foreach (var live in volumes.Where(v => v.State == ModelState.Live))
        {
            await ReadAsync(live);
        }
    }

    public async Task ReleaseScrubbedAsync(ModelVolume volume)
    {
        var extents = await host.ExtentsOfAsync(volume.Id);
        await ReleaseAsync(volume, ReleaseGrounds.Scrubbed(volume.Receipt!));
        host.RequireZero(extents, "released by receipt");
    }

    public Task ReleaseDeclinedAsync(ModelVolume volume) =>
        ReleaseAsync(volume, ReleaseGrounds.Declined(new ScrubDeclined(volume.Id, Guid.Empty, DateTimeOffset.UnixEpoch)));

    /// <summary>Looks what a host that was opened anew says of the operation under way, and reads every byte there is.</summary>
    public async Task SettleAsync(bool powerCut)
    {
        if (unsure is { } volume)
        {
            var states = (await host.ExtentsOfAsync(volume.Id)).Select(run => run.State).Distinct().ToList();
            volume.State = (volume.State, states) switch
            {
                (ModelState.Absent, []) => ModelState.Absent,
                (ModelState.Absent or ModelState.Live, [ExtentState.Allocated]) => ModelState.Live,
                (ModelState.Live or ModelState.Quarantined, [ExtentState.Quarantined]) => ModelState.Quarantined,
                (ModelState.Quarantined, []) => ModelState.Gone,
                _ => throw new Finding($"volume {volume.Number} was {volume.State}, the power was cut, its extents are [{string.Join(", ", states)}]"),
            };
            unsure = null;
        }

        foreach (var each in volumes)
        {
            each.Receipt = null;
            if (each.State == ModelState.Live)
            {
                each.Settle(await ReadAllAsync(each), powerCut);
            }
        }
    }

    private async Task ReleaseAsync(ModelVolume volume, ReleaseGrounds grounds)
    {
        unsure = volume;
        await host.Port.ReleaseAsync(volume.Id, grounds, default);
        unsure = null;
        volume.State = ModelState.Gone;
        await host.VerifyAsync(volumes);
    }

    private async Task<byte[]> ReadAllAsync(ModelVolume volume)
    {
        await using var device = await host.Port.OpenAsync(volume.Id, default);
        var seen = new byte[volume.Size.Bytes];
        await device.ReadAsync(0, seen, default);
        return seen;
    }

    private static ByteSize StoreOf(ModelVolume volume) => CowStore.CoveringSize(volume.Size, Subject.Chunk, Subject.Extent);
}
