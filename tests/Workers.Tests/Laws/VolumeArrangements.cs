using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.Laws;

public sealed class CreateVolumeArrangement : IPipelineArrangement
{
    public string Pipeline => BlockVolumeRuns.CreatePipeline;

    public async Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct) =>
        (await VolumeStage.SetAsync(venue, ct)).Expecting(
            afterSuccess: volume => volume is { ReadyAt: not null, DeletedAt: null }, afterFailure: volume => volume.DeletedAt is not null);
}

/// <summary>What is done to a block volume that is there.</summary>
public abstract class ArrangementOnAVolume(string pipeline) : IPipelineArrangement
{
    protected static DateTimeOffset Now => VolumeStage.Now;

    public string Pipeline => pipeline;

    public async Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct)
    {
        var stage = await VolumeStage.SetAsync(venue, ct);
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
                OrderRefusedException.ThrowIf(Attaching.BeginEvent(volume, await db.LockDropletAsync(stage.Droplet.Droplet, ct)));
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
                OrderRefusedException.ThrowIf(Attaching.BeginEvent(volume, droplet));
                return BlockVolumeRuns.Detach(volume, droplet.Id, action, Now);
            },
            ct);
    }
}

public sealed class ResizeVolumeArrangement() : ArrangementOnAVolume(BlockVolumeRuns.ResizePipeline)
{
    /// <summary>Whoever fails after the host has extended it leaves it as large as it is.</summary>
    protected override Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        stage.Expecting(volume => volume is { SizeGib: VolumeStage.LargerGib, Locked: false }, volume => !volume.Locked);
        return stage.ResizeAsync(ct);
    }
}

public sealed class ResizeVolumeV1Arrangement() : ArrangementOnAVolume(BlockVolumeRuns.ResizePipelineV1)
{
    /// <summary>As it was ordered then: the row had the new size at once.</summary>
    protected override Task BeginAsync(VolumeStage stage, CancellationToken ct)
    {
        stage.Expecting(volume => volume is { SizeGib: VolumeStage.LargerGib, Locked: false });
        return stage.BeginAsync(
            ActionTypes.Resize,
            async (db, volume, action) =>
            {
                Assert.True(volume.BeginEvent().IsOk);
                await DropletStage.GrowVolumeAsync(db, volume.Id, ByteSize.FromGiB(VolumeStage.LargerGib), ct);
                var now = BlockVolumeRuns.Resize(volume, VolumeStage.LargerGib, action, Now);
                return PipelineRun.Of(Pipeline, now.Queue, now.Subject, now.State, now.ActionId, now.Priority, Now);
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
