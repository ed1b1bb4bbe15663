using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using CloudControl.Testing.Storage;
using CloudControl.Workers.Nbd;
using CloudControl.Workers.Tests.Laws;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudControl.Workers.Tests.Nbd;

/// <summary>A volume is an export while somebody holds it, and for him alone.</summary>
public sealed class ExportsFollowTheirHoldersTests(TestDatabase databases) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_block_volume_is_exported_only_while_it_is_attached()
    {
        await using var stage = await SetAsync();
        await using (var before = ServedStage.Start(stage))
        {
            Assert.Equal([await before.DropletsDiskAsync()], await before.ExportsAsync());
        }

        await AttachAsync(stage);
        await using (var attached = ServedStage.Start(stage))
        {
            Assert.Equal(2, (await attached.ExportsAsync()).Count);
            using var guest = await RawNbd.ConnectByExportNameAsync(attached.SocketPath, stage.Volume.LogicalVolume);
            await RawNbd.RequestAsync(guest, RawNbd.Write, 0, 4, [1, 2, 3, 4]);
            Assert.Equal(0, await RawNbd.SimpleReplyAsync(guest));

            await DetachAsync(stage);

            await RawNbd.ShouldBeHungUpOnAsync(guest);
        }

        await using var after = ServedStage.Start(stage);
        Assert.Equal([await after.DropletsDiskAsync()], await after.ExportsAsync());
        using var late = await RawNbd.HelloAsync(after.SocketPath, flags: 3);
        await RawNbd.OptionAsync(late, 1, System.Text.Encoding.UTF8.GetBytes(stage.Volume.LogicalVolume));
        await RawNbd.ShouldBeHungUpOnAsync(late);
    }

    [Fact]
    public async Task A_snapshot_can_be_read_and_not_written()
    {
        await using var stage = await SetAsync();
        var snapshot = await stage.SnapshotAsync(Ct);
        await stage.DriveAsync(Ct);
        await using var served = ServedStage.Start(stage);

        Assert.Contains(snapshot.LogicalVolume, await served.ExportsAsync());
        using var reader = await RawNbd.ConnectByExportNameAsync(served.SocketPath, snapshot.LogicalVolume);
        await RawNbd.RequestAsync(reader, RawNbd.Write, 0, 1, [1]);
        Assert.NotEqual(0, await RawNbd.SimpleReplyAsync(reader));
        await RawNbd.RequestAsync(reader, RawNbd.Read, 0, 4, []);
        Assert.Equal(0, await RawNbd.SimpleReplyAsync(reader));
    }

    [Fact]
    public async Task Who_lost_a_volume_in_the_database_alone_is_hung_up_on_at_the_next_look()
    {
        await using var stage = await SetAsync();
        await AttachAsync(stage);
        await using var served = ServedStage.Start(stage);
        using var guest = await RawNbd.ConnectByExportNameAsync(served.SocketPath, stage.Volume.LogicalVolume);
        using var disk = await RawNbd.ConnectByExportNameAsync(served.SocketPath, await served.DropletsDiskAsync());
        using var sweep = new ExportSweep(stage.Droplet.Exports, stage.Droplet.Database, TimeProvider.System, NullLogger<ExportSweep>.Instance);

        await sweep.LookAsync(Ct);
        await RawNbd.RequestAsync(guest, RawNbd.Read, 0, 1, []);
        Assert.Equal(0, await RawNbd.SimpleReplyAsync(guest));
        await RawNbd.ReceiveAsync(guest, 1);

        await using (var db = stage.Droplet.OpenDb())
        {
            await db.DetachAllAsync([stage.Droplet.Droplet], Ct);
        }

        await sweep.LookAsync(Ct);
        await RawNbd.ShouldBeHungUpOnAsync(guest);
        await RawNbd.RequestAsync(disk, RawNbd.Read, 0, 1, []);
        Assert.Equal(0, await RawNbd.SimpleReplyAsync(disk));
    }

    [Fact]
    public async Task While_a_volume_is_withheld_nobody_opens_it_and_whoever_has_it_is_waited_for()
    {
        var (exports, volume, other) = (new OpenExports(), VolumeId.New(), VolumeId.New());
        using var use = exports.TryEnter(volume);
        var withholding = exports.WithholdAsync(volume, Ct);

        Assert.True(use!.Withdrawn.IsCancellationRequested);
        Assert.False(withholding.IsCompleted);
        Assert.Null(exports.TryEnter(volume));
        using var elsewhere = exports.TryEnter(other);
        Assert.False(elsewhere!.Withdrawn.IsCancellationRequested);

        use.Dispose();
        (await withholding).Dispose();
        using var next = exports.TryEnter(volume);
        Assert.NotNull(next);
    }

    private async Task<VolumeStage> SetAsync()
    {
        var stage = await VolumeStage.SetAsync(new Venue(await databases.CloneAsync(Ct)), Ct);
        await stage.DriveAsync(Ct);
        return stage;
    }

    private static Task AttachAsync(VolumeStage stage) => EventAsync(stage, ActionTypes.AttachVolume, BlockVolumeRuns.Attach);

    private static Task DetachAsync(VolumeStage stage) => EventAsync(stage, ActionTypes.DetachVolume, BlockVolumeRuns.Detach);

    private static async Task EventAsync(
        VolumeStage stage, string type, Func<BlockVolume, DropletId, ResourceAction, DateTimeOffset, Domain.Runs.PipelineRun> run)
    {
        await stage.BeginAsync(
            type,
            async (db, volume, action) =>
            {
                var droplet = await db.LockDropletAsync(stage.Droplet.Droplet, Ct);
                Assert.Null(Attaching.BeginEvent(volume, droplet));
                return run(volume, droplet.Id, action, VolumeStage.Now);
            },
            Ct);
        await stage.DriveAsync(Ct);
    }
}
