using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing.Invariants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>A droplet's stage with a block volume on the droplet's host, and the run to be tried on it.</summary>
public sealed class VolumeStage : IArrangedRun
{
    /// <summary>What a resize makes of it.</summary>
    public const int LargerGib = 2;

    private const int SizeGib = 1;

    private readonly DropletStage stage;
    private Func<BlockVolume, bool> afterSuccess = _ => true, afterFailure = _ => true;
    private long lastAction = 10;

    private VolumeStage(DropletStage stage) => this.stage = stage;

    public static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public RunId Run { get; private set; }

    public VolumeId Volume { get; private set; }

    public DropletStage Droplet => stage;

    public ICleanSlate InAnyCase => stage.InAnyCase;

    public ICleanSlate AfterSuccess => new Slate(this, stage.AfterSuccess, afterSuccess);

    public ICleanSlate AfterFailure => new Slate(this, stage.AfterFailure, afterFailure);

    /// <summary>A droplet that is on, and a block volume whose recorded create is the run to be tried.</summary>
    public static async Task<VolumeStage> SetAsync(Venue venue, CancellationToken ct)
    {
        var stage = new VolumeStage(await DropletStage.SetAsync(venue, ct));
        await stage.stage.ProvisionAsync(ct);
        await using var db = stage.stage.OpenDb();
        var account = (await db.Accounts.AsNoTracking().SingleAsync(ct)).Id;
        var order = new BlockVolumeOrder(
            account, "data", DropletStage.Region, DropletStage.HostName, SizeGib, new Filesystem(Filesystem.Ext4, "data"), "", []);
        var volume = BlockVolume.Order(VolumeId.New(), order, Now);
        stage.Volume = volume.Id;
        await HoldAsync(db, volume.Id, volume.Disk, ct);
        db.Add(volume);
        await stage.RecordAsync(db, ActionTypes.Create, volume, action => BlockVolumeRuns.Create(volume, action, Now), ct);
        return stage;
    }

    /// <summary>Drives the recorded run to its end, unless it is to wait; the next one recorded is the run to be tried.</summary>
    public Task DriveAsync(CancellationToken ct) => stage.DriveAsync(Run, ct);

    /// <summary>Takes the room for <see cref="LargerGib"/> and records the resize, which becomes the run to be tried.</summary>
    public Task ResizeAsync(CancellationToken ct) => BeginAsync(
        ActionTypes.Resize,
        async (db, volume, action) =>
        {
            Assert.True(volume.BeginEvent().IsOk);
            var disk = await db.LockVolumeAsync(volume.Id, ct);
            var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == volume.HostName, ct);
            Assert.True(await ExtentAccount.TryTakeMoreAsync(db, disk, host, ByteSize.FromGiB(LargerGib), ct));
            return BlockVolumeRuns.Resize(volume, LargerGib, action, Now);
        },
        ct);

    /// <summary>Records the taking of a snapshot, which becomes the run to be tried unless another is recorded.</summary>
    public async Task<VolumeId> SnapshotAsync(CancellationToken ct)
    {
        var id = VolumeId.New();
        await BeginAsync(
            ActionTypes.Snapshot,
            async (db, volume, action) =>
            {
                var snapshot = VolumeSnapshot.Order(id, volume, "kept", [], Now);
                await HoldAsync(db, id, snapshot.Disk, ct, volume.Id);
                db.Add(snapshot);
                return BlockVolumeRuns.Snapshot(snapshot, action, Now);
            },
            ct);
        return id;
    }

    /// <summary>Makes another block volume the one to look at, ordered from a snapshot.</summary>
    public async Task OrderFromAsync(VolumeId snapshotId, CancellationToken ct)
    {
        await using var db = stage.OpenDb();
        var snapshot = await db.VolumeSnapshots.SingleAsync(s => s.Id == snapshotId, ct);
        var order = new BlockVolumeOrder(snapshot.AccountId, "copy", DropletStage.Region, DropletStage.HostName, SizeGib, null, "", []);
        var volume = BlockVolume.Order(VolumeId.New(), order, Now);
        Volume = volume.Id;
        await HoldAsync(db, volume.Id, volume.Disk, ct, snapshotId);
        db.Add(volume);
        await RecordAsync(db, ActionTypes.Create, volume, action => BlockVolumeRuns.CreateFromSnapshot(volume, snapshot, action, Now), ct);
    }

    /// <summary>Begins an action on the volume and records the run that carries it out, as the API does.</summary>
    public async Task BeginAsync(string type, Func<CloudControlDb, BlockVolume, ResourceAction, Task<PipelineRun>> record, CancellationToken ct)
    {
        await using var db = stage.OpenDb();
        var volume = await db.BlockVolumes.SingleAsync(v => v.Id == Volume, ct);
        await RecordAsync(db, type, volume, action => record(db, volume, action), ct);
    }

    /// <summary>What the run is for, and what is as before when it failed; beside the clean slate.</summary>
    public VolumeStage Expecting(Func<BlockVolume, bool> afterSuccess, Func<BlockVolume, bool>? afterFailure = null)
    {
        (this.afterSuccess, this.afterFailure) = (afterSuccess, afterFailure ?? (_ => true));
        return this;
    }

    public Task AddServicesAsync(IServiceCollection services) => stage.AddServicesAsync(services);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    /// <summary>Orders a sparse volume without a droplet on the stage's host, its extents held.</summary>
    public static async Task HoldAsync(CloudControlDb db, VolumeId id, ByteSize disk, CancellationToken ct, VolumeId? source = null)
    {
        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == DropletStage.HostName, ct);
        var account = (await db.Accounts.AsNoTracking().SingleAsync(ct)).Id;
        var volume = Domain.Volumes.Volume.OrderForBlockVolume(id, account, host, disk, Now, source);
        Assert.True(await ExtentAccount.TryTakeAsync(db, volume, ct));
        db.Add(volume);
    }

    private Task RecordAsync(CloudControlDb db, string type, BlockVolume volume, Func<ResourceAction, PipelineRun> make, CancellationToken ct) =>
        RecordAsync(db, type, volume, action => Task.FromResult(make(action)), ct);

    private async Task RecordAsync(
        CloudControlDb db, string type, BlockVolume volume, Func<ResourceAction, Task<PipelineRun>> make, CancellationToken ct)
    {
        var action = ResourceAction.StartOnVolume(
            new ActionId(++lastAction), volume.AccountId, type, volume.Id, volume.RegionSlug, token: null, Now);
        var run = await make(action);
        db.AddRange(action, run);
        await db.SaveChangesAsync(ct);
        Run = run.Id;
    }

    private sealed class Slate(VolumeStage stage, ICleanSlate clean, Func<BlockVolume, bool> expected) : ICleanSlate
    {
        public async Task<IReadOnlyList<string>> ViolationsAsync(CancellationToken ct)
        {
            await using var db = stage.stage.OpenDb();
            var volume = await db.BlockVolumes.AsNoTracking().SingleAsync(v => v.Id == stage.Volume, ct);
            return
            [
                .. await clean.ViolationsAsync(ct),
                .. expected(volume) ? Array.Empty<string>()
                    : [$"volume {volume.Name} of {volume.SizeGib} GiB is droplet {volume.DropletId}'s, ready {volume.ReadyAt}, deleted {volume.DeletedAt}, which nobody wanted"],
            ];
        }
    }
}
