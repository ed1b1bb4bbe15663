using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Testing;

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

public sealed class ImportImageArrangement() : ArrangementOnADroplet(ImageRuns.ImportPipeline)
{
    protected override async Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        var cluster = new byte[Qcow2Bytes.ClusterBytes];
        cluster.AsSpan().Fill(0xB7);
        var server = await ImageServer.WithAsync(Qcow2Bytes.Of(3, (3L << 29) + 512, (0, cluster), (20_000, cluster)));
        stage.Own(server);
        var image = await stage.OrderImportAsync(new Uri(server.Url + "/image"), ct);
        stage.Expecting(droplet => droplet is { Status: DropletStatus.Active, Locked: false });
        stage.ExpectingImage(
            image.Id,
            afterSuccess: made => made is { State: ImageState.Available, Regions: ["nyc3"], SizeBytes: 2 * Qcow2Bytes.ClusterBytes, MinDiskGib: 2 },
            afterFailure: refused => refused is { State: ImageState.Refused, ErrorMessage: not null, Regions: [], DeletedAt: null });
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

public sealed class TransferImageArrangement() : ArrangementOnADroplet(ImageRuns.TransferPipeline)
{
    protected override async Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        var (image, source) = await stage.OrderImageAsync(ct);
        Assert.True((await stage.Host.CreateSparseVolumeAsync(source.Id, source.Disk, source.CowStore, ct)).IsOk);
        var copy = await stage.OrderCopyAsync(image, source, ct);
        var action = ResourceAction.Start(
            new ActionId(2), source.AccountId, ActionTypes.Transfer, ResourceTypes.Image, image.Id.Value, "nyc3", token: null, Now);
        stage.Expecting(droplet => droplet.Status == DropletStatus.Active);
        stage.ExpectingImage(image.Id, afterSuccess: there => there.Regions is ["ams3", "nyc3"], afterFailure: there => there.Regions is ["ams3"]);
        await stage.RecordAsync(
            ImageRuns.Transfer(image, copy, action, Now), ct,
            db => db.Add(action),
            db => db.Images.Single(i => i.Id == image.Id).BecomeAvailable("ams3", sizeBytes: 0),
            db => db.Volumes.Single(v => v.Id == source.Id).BecomeReady(0));
    }
}
