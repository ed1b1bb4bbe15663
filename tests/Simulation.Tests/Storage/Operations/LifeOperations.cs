using CloudControl.Domain.Storage;

namespace CloudControl.Simulation.Tests.Storage.Operations;

/// <summary>
/// From a volume's creation to the release of its extents, each with what must be true once it was acknowledged. An operation that
/// was cut short leaves its volume unsure, until the host is asked again or opened anew.
/// </summary>
internal sealed class LifeOperations(HostUnderTest host, Ledger ledger, Dice dice)
{
    private const int SliceLimit = 20;

    /// <summary>Whether others change the host at the same time, so that what was free a moment ago need not be.</summary>
    public bool IsCrowded { get; set; }

    /// <summary>Whether a write lands elsewhere: a volume whose empty first area did so shows what lay there before.</summary>
    public bool WritesStray { get; set; }

    public async Task CreateAsync(ModelVolume volume)
    {
        // Asked before: cut short, or whole and then the look at it failed.
        var (asked, free) = (volume.IsUnsure || volume.State != ModelState.Absent, (await host.Port.GetCapacityAsync(default)).FreeExtents);
        volume.IsUnsure = true;
        var created = await host.Port.CreateSparseVolumeAsync(volume.Id, volume.Size, StoreOf(volume.Size), default);
        volume.IsUnsure = false;
        if (!created.IsOk)
        {
            var fits = StoreOf(volume.Size).CountOf(Birth.Extent) <= free;
            Finding.Unless(created.Error is NoFreeExtents && (!fits || IsCrowded), () => $"create of volume {volume.Number}: {created.Error.Message}");
            return;
        }

        Finding.Unless(asked || IsCrowded || StoreOf(volume.Size).CountOf(Birth.Extent) <= free, () => $"volume {volume.Number} has extents that were not free");
        volume.State = volume.State == ModelState.Absent ? ModelState.Live : volume.State;
        if (!WritesStray)
        {
            volume.RequireCurrent(0, (await ledger.ReadAllAsync(volume)).Span);
        }
    }

    public async Task ExtendAsync(ModelVolume volume)
    {
        var sectors = volume.GrowsTo ?? volume.Sectors + ((dice.Roll(volume.Sectors / 64) + 1) * 64);
        var (size, crowded) = (new ByteSize((long)sectors * Disks.VolatileDisk.SectorBytes), IsCrowded);
        volume.GrowsTo = sectors;
        var extended = await host.Port.ExtendAsync(volume.Id, size, StoreOf(size), default);
        if (extended.IsOk)
        {
            volume.Grow(sectors);
            volume.RequireCurrent(0, (await ledger.ReadAllAsync(volume)).Span);
            return;
        }

        var fits = (StoreOf(size) - StoreOf(volume.Size)).CountOf(Birth.Extent) <= (await host.Port.GetCapacityAsync(default)).FreeExtents;
        Finding.Unless(extended.Error is NoFreeExtents ? !fits || crowded : extended.Error is VolumeGone && crowded,
            () => $"extend of volume {volume.Number}: {extended.Error.Message}");
        volume.GrowsTo = null;
    }

    /// <summary>A stray worker asks for a volume that is gone.</summary>
    public async Task CreateLateAsync(ModelVolume volume)
    {
        var created = await host.Port.CreateSparseVolumeAsync(volume.Id, volume.Size, StoreOf(volume.Size), default);
        Finding.Unless(created.Error is VolumeGone, () => $"volume {volume.Number} was {volume.State} and came back");
    }

    public async Task QuarantineAsync(ModelVolume volume)
    {
        volume.IsUnsure = true;
        await host.Port.QuarantineAsync(volume.Id, default);
        (volume.IsUnsure, volume.State) = (false, ModelState.Quarantined);
        await host.VerifyAsync(ledger.Volumes);
    }

    public async Task ScrubAsync(ModelVolume volume)
    {
        var progress = await host.Port.ScrubAsync(volume.Id, volume.Cursor, default);
        (volume.Cursor, volume.Receipt) = (progress.Cursor, progress.Receipt);
    }

    /// <summary>A stray worker goes on with the scrub of a volume whose extents have another owner by now.</summary>
    public async Task ScrubLateAsync(ModelVolume volume)
    {
        await host.Port.ScrubAsync(volume.Id, dice.Once(2) ? volume.Cursor : ScrubCursor.Start, default);
        await ReadLiveAsync();
    }

    /// <summary>A stray worker releases, by the receipt of then, a volume whose extents have another owner by now.</summary>
    public async Task ReleaseLateAsync(ModelVolume volume)
    {
        if (volume.Spent is { } receipt)
        {
            await host.Port.ReleaseAsync(volume.Id, ReleaseGrounds.Scrubbed(receipt), default);
            await host.VerifyAsync(ledger.Volumes);
            await ReadLiveAsync();
        }
    }

    /// <summary>A destroy to its end: scrubs, unless the caller of then declined in so many words, and releases.</summary>
    public async Task FinishDestroyAsync(ModelVolume volume, string? flag)
    {
        var extents = await host.ExtentsOfAsync(volume.Id);
        if (host.Subject.Scrubs(flag, volume.ScrubPolicy, volume.IsCopy))
        {
            for (var slice = 0; volume.Receipt is null; slice++)
            {
                Finding.Unless(slice < SliceLimit, () => $"volume {volume.Number}: no receipt after {SliceLimit} slices");
                await ScrubAsync(volume);
            }

            await ReleaseAsync(volume, ReleaseGrounds.Scrubbed(volume.Receipt));
            volume.Spent = volume.Receipt;
            host.RequireZero(extents, "released by receipt");
        }
        else
        {
            await ReleaseAsync(volume, ReleaseGrounds.Declined(new ScrubDeclined(volume.Id, Guid.Empty, DateTimeOffset.UnixEpoch)));
        }

        // What "no" means is written down here a second time, so that the product's own reading is held against it.
        var declined = flag is "0" or "false" || (string.IsNullOrEmpty(flag) && !volume.ScrubPolicy);
        foreach (var run in declined ? [] : extents)
        {
            host.RequireClean(run, $"released of volume {volume.Number}, whose owner never declined the scrub,");
        }
    }

    private async Task ReleaseAsync(ModelVolume volume, ReleaseGrounds grounds)
    {
        volume.IsUnsure = true;
        await host.Port.ReleaseAsync(volume.Id, grounds, default);
        (volume.IsUnsure, volume.State) = (false, ModelState.Gone);
        await host.VerifyAsync(ledger.Volumes);
    }

    private async Task ReadLiveAsync()
    {
        foreach (var live in ledger.Volumes)
        {
            if (live is { State: ModelState.Live, IsUnsure: false })
            {
                live.RequireCurrent(0, (await ledger.ReadAllAsync(live)).Span);
            }
        }
    }

    private static ByteSize StoreOf(ByteSize size) => CowStore.CoveringSize(size, Birth.Chunk, Birth.Extent);
}
