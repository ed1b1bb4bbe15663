using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.Laws;

public sealed class CreateVolumeArrangement : IPipelineArrangement
{
    public string Pipeline => BlockVolumeRuns.CreatePipeline;

    public async Task<IArrangedRun> ArrangeAsync(string connectionString, CancellationToken ct) =>
        (await VolumeStage.SetAsync(connectionString, ct)).Expecting(
            afterSuccess: volume => volume is { ReadyAt: not null, DeletedAt: null }, afterFailure: volume => volume.DeletedAt is not null);
}

/// <summary>What is done to a block volume that is there.</summary>
public abstract class ArrangementOnAVolume(string pipeline) : IPipelineArrangement
{
    protected static DateTimeOffset Now => VolumeStage.Now;

    public string Pipeline => pipeline;

    public async Task<IArrangedRun> ArrangeAsync(string connectionString, CancellationToken ct)
    {
        var stage = await VolumeStage.SetAsync(connectionString, ct);
        await stage.DriveAsync(ct);
        await BeginAsync(stage, ct);
        return stage;
    }

    protected abstract Task BeginAsync(VolumeStage stage, CancellationToken ct);
}

public sealed class DestroyVolumeArrangement() : ArrangementOnAVolume(BlockVolumeRuns.DestroyPipeline)
{
    protected override Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        stage.Expecting(volume => volume.DeletedAt is not null);
        return stage.BeginAsync(
            ActionTypes.Destroy,
            (_, volume, action) =>
            {
                volume.Delete(Now);
                return Task.FromResult(BlockVolumeRuns.Destroy(volume, action, Now));
            },
            ct);
    }
}

public sealed class AttachVolumeArrangement() : ArrangementOnAVolume(BlockVolumeRuns.AttachPipeline)
{
    protected override Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        stage.Expecting(
            afterSuccess: volume => volume.DropletId == stage.Droplet.Droplet && !volume.Locked,
            afterFailure: volume => volume is { DropletId: null, Locked: false });
        return stage.BeginAsync(
            ActionTypes.AttachVolume,
            async (db, volume, action) =>
            {
                Assert.Null(Attaching.BeginEvent(volume, await db.LockDropletAsync(stage.Droplet.Droplet, ct)));
                return BlockVolumeRuns.Attach(volume, stage.Droplet.Droplet, action, Now);
            },
            ct);
    }
}

public sealed class DetachVolumeArrangement() : ArrangementOnAVolume(BlockVolumeRuns.DetachPipeline)
{
    protected override Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        stage.Expecting(
            afterSuccess: volume => volume is { DropletId: null, Locked: false },
            afterFailure: volume => volume.DropletId == stage.Droplet.Droplet && !volume.Locked);
        return stage.BeginAsync(
            ActionTypes.DetachVolume,
            async (db, volume, action) =>
            {
                var droplet = await db.LockDropletAsync(stage.Droplet.Droplet, ct);
                volume.AttachTo(droplet.Id);
                Assert.Null(Attaching.BeginEvent(volume, droplet));
                return BlockVolumeRuns.Detach(volume, droplet.Id, action, Now);
            },
            ct);
    }
}

public sealed class ResizeVolumeArrangement() : ArrangementOnAVolume(BlockVolumeRuns.ResizePipeline)
{
    private const int SizeGib = 2;

    protected override Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        stage.Expecting(volume => volume is { SizeGib: SizeGib, Locked: false });
        return stage.BeginAsync(
            ActionTypes.Resize,
            async (db, volume, action) =>
            {
                Assert.True(volume.BeginEvent().IsOk);
                var disk = await db.LockVolumeAsync(volume.Id, ct);
                var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == volume.HostName, ct);
                Assert.True(await ExtentAccount.TryGrowAsync(db, disk, host, ByteSize.FromGiB(SizeGib), ct));
                return BlockVolumeRuns.Resize(volume, SizeGib, action, Now);
            },
            ct);
    }
}

public sealed class SnapshotVolumeArrangement() : ArrangementOnAVolume(BlockVolumeRuns.SnapshotPipeline)
{
    protected override Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        stage.Expecting(volume => volume is { DeletedAt: null, Locked: false }, volume => volume is { DeletedAt: null, Locked: false });
        return stage.SnapshotAsync(ct);
    }
}

public sealed class CreateVolumeFromSnapshotArrangement() : ArrangementOnAVolume(BlockVolumeRuns.CreateFromSnapshotPipeline)
{
    protected override async Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        var snapshot = await stage.SnapshotAsync(ct);
        await stage.DriveAsync(ct);
        await stage.OrderFromAsync(snapshot, ct);
        stage.Expecting(
            afterSuccess: volume => volume is { Name: "copy", ReadyAt: not null, DeletedAt: null }, afterFailure: volume => volume.DeletedAt is not null);
    }
}

public sealed class DestroyVolumeSnapshotArrangement() : ArrangementOnAVolume(BlockVolumeRuns.DestroySnapshotPipeline)
{
    protected override async Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        var id = await stage.SnapshotAsync(ct);
        await stage.DriveAsync(ct);
        stage.Expecting(volume => volume is { DeletedAt: null, ReadyAt: not null });
        await stage.BeginAsync(
            ActionTypes.Destroy,
            async (db, _, action) =>
            {
                var snapshot = await db.VolumeSnapshots.SingleAsync(s => s.Id == id, ct);
                snapshot.Delete(Now);
                return BlockVolumeRuns.DestroySnapshot(snapshot, action, Now);
            },
            ct);
    }
}
