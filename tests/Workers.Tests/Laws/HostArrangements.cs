using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts.Runs;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.Laws;

public sealed class CleanExtentsArrangement() : ArrangementOnADroplet(HostRuns.CleanPipeline)
{
    protected override async Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        // A volume whose owner declined the scrub left its extents dirty. It fits into one slice: the court has a new process for every
        // turn, and what was read back by one that died counts for nothing.
        var (gone, disk, store) = (VolumeId.New(), ByteSize.FromMiB(32), ByteSize.FromMiB(36));
        Assert.True((await stage.Host.CreateSparseVolumeAsync(gone, disk, store, ct)).IsOk);
        await using (var device = await stage.Host.OpenAsync(gone, ct))
        {
            await device.WriteAsync(0, "left behind"u8.ToArray(), ct);
        }

        await stage.Host.QuarantineAsync(gone, ct);
        await stage.Host.ReleaseAsync(gone, ReleaseGrounds.Declined(new ScrubDeclined(gone, Guid.NewGuid(), Now)), ct);
        var dirty = (await stage.Host.GetCapacityAsync(ct)).DirtyFreeExtents;
        Assert.True(dirty > 0);

        var cleaning = ExtentCleaning.Order(DropletStage.HostName, dirty, Now);
        stage.Expecting(droplet => droplet.Status == DropletStatus.Active && IsClean(stage.Host));
        await stage.RecordAsync(
            HostRuns.Clean(cleaning, Now), ct,
            db => db.Hosts.Where(h => h.Name == cleaning.HostName)
                .ExecuteUpdate(set => set.SetProperty(h => h.HeldExtents, h => h.HeldExtents + cleaning.ExtentCount)),
            db => db.Add(cleaning));
    }

    private static bool IsClean(IStorageHost host) => host.GetCapacityAsync(default) is { IsCompletedSuccessfully: true, Result.DirtyFreeExtents: 0 };
}
