using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;

namespace CloudControl.Workers.Tests.Laws;

public sealed class SnapshotDropletArrangement() : ArrangementOnADroplet(DropletRuns.SnapshotPipeline)
{
    protected override async Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        var (image, volume) = await stage.OrderImageAsync(ct);
        stage.Expecting(droplet => droplet is { Status: DropletStatus.Active, Locked: false });
        stage.ExpectingImage(
            image.Id,
            afterSuccess: made => made is { State: ImageState.Available, Regions: ["nyc3"], SizeBytes: > 0, DeletedAt: null },
            afterFailure: made => made is { State: ImageState.Pending, DeletedAt: not null });
        await stage.BeginAsync(
            ActionTypes.Snapshot, (_, droplet, action) => Task.FromResult(DropletRuns.Snapshot(droplet, image, volume.Id, action, Now)), ct);
    }
}

public sealed class ReturnImageArrangement() : ArrangementOnADroplet(ImageRuns.ReturnPipeline)
{
    protected override async Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        var (image, volume) = await stage.OrderImageAsync(ct);
        Assert.True((await stage.Host.CreateSparseVolumeAsync(volume.Id, volume.Disk, volume.CowStore, ct)).IsOk);
        stage.Expecting(droplet => droplet.Status == DropletStatus.Active);
        stage.ExpectingImage(image.Id, afterSuccess: deleted => deleted.DeletedAt is not null);
        await stage.RecordAsync(
            ImageRuns.Return(volume, Now), ct,
            db => db.Images.Single(i => i.Id == image.Id).Delete(Now),
            db => db.Volumes.Single(v => v.Id == volume.Id).BecomeReady(0));
    }
}
