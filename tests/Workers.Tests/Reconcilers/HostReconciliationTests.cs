using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Events;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Testing;
using CloudControl.Testing.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.Reconcilers;

/// <summary>A host against the database, both ways: what is understood is put right by the ordinary run, the rest is listed.</summary>
public sealed class HostReconciliationTests(TestDatabase databases) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_and_a_database_that_agree_are_left_alone()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        await world.LayAsync();

        await world.LookAsync();

        Assert.Empty(await world.FindingsAsync());
        Assert.Empty(await world.OpenRunsAsync());
    }

    [Fact]
    public async Task A_volume_the_database_never_heard_of_is_found_and_left_alone_until_it_is_gone()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        var (orphan, quarantined) = (VolumeId.New(), VolumeId.New());
        foreach (var id in new[] { orphan, quarantined })
        {
            Assert.True((await world.Host.CreateSparseVolumeAsync(id, ByteSize.FromMiB(1), ByteSize.FromKiB(1536), Ct)).IsOk);
        }

        await world.Host.QuarantineAsync(quarantined, Ct);
        var before = await world.Host.GetCapacityAsync(Ct);

        await world.LookAsync();
        await world.LookAsync();

        Assert.Equal(
            new[] { $"OrphanedVolume volume:{orphan}", $"OrphanedVolume volume:{quarantined}" }.Order(StringComparer.Ordinal), await world.FindingsAsync());
        Assert.Empty(await world.OpenRunsAsync());
        Assert.Equal(before, await world.Host.GetCapacityAsync(Ct));

        await world.Host.DestroyAsync(orphan);
        await world.Host.DestroyAsync(quarantined);
        await world.LookAsync();
        Assert.Empty(await world.FindingsAsync());
    }

    [Fact]
    public async Task A_volume_the_host_does_not_have_is_found()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        var (lost, unfinished) = (await world.LayAsync(), (await world.OrderAsync()).Id);
        await world.Host.DestroyAsync(lost);

        await world.LookAsync();

        Assert.Equal([$"MissingVolume volume:{lost}", $"UnfinishedVolume volume:{unfinished}"], await world.FindingsAsync());
        await world.LookAsync();
        var told = Assert.Single(await world.ReadAsync(db => db.Events.ToListAsync(Ct)));      // once, however often it is seen
        Assert.Equal((EventTypes.DiskMissing, "image", "100"), (told.Type, told.ResourceType, told.ResourceId));
        Assert.Empty(await world.OpenRunsAsync());
    }

    [Fact]
    public async Task Quarantined_extents_without_a_run_are_given_back_by_one_ordinary_run()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        var id = await world.LayAsync();
        await world.Host.QuarantineAsync(id, Ct);
        await world.ChangeAsync(db => db.Volumes.Single(v => v.Id == id).BecomeQuarantined());

        await world.LookAsync();
        await world.LookAsync();

        var run = Assert.Single(await world.OpenRunsAsync());
        Assert.Equal(DropletRuns.ReturnVolumePipeline, run.Pipeline);
        await world.DriveAsync();
        await ShouldBeReturnedAsync(world, id);
        Assert.Equal(ScrubOutcome.Scrubbed, (await world.ReadAsync(db => db.ScrubReceipts.SingleAsync(r => r.VolumeId == id, Ct))).Outcome);
        await world.LookAsync();
        Assert.Empty(await world.FindingsAsync());
    }

    [Fact]
    public async Task A_released_volume_that_is_on_the_host_again_is_given_back_again_and_the_account_pays_nothing_twice()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        var id = await world.LayAsync();
        await world.GiveBackInTheDatabaseAsync(id);

        await world.LookAsync();
        await world.DriveAsync();

        await ShouldBeReturnedAsync(world, id);
        Assert.Empty(await world.OpenRunsAsync());
    }

    [Fact]
    public async Task A_scrub_that_keeps_failing_is_found_and_tried_again_and_the_extents_stay_quarantined_meanwhile()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        var id = await world.LayAsync();
        await world.Host.QuarantineAsync(id, Ct);
        await world.ChangeAsync(db => db.Volumes.Single(v => v.Id == id).BecomeQuarantined());
        await world.LookAsync();
        world.Disk.FailWrite = (offset, _) => offset >= ByteSize.FromMiB(1).Bytes;
        await world.DriveAsync(rounds: 1);
        await world.LookAsync();
        Assert.Empty(await world.FindingsAsync());      // once is nothing yet
        await world.DriveAsync(rounds: 3);

        await world.LookAsync();

        Assert.Equal([$"ScrubFailing volume:{id}"], await world.FindingsAsync());
        Assert.True((await world.Host.GetCapacityAsync(Ct)).QuarantinedExtents > 0);

        world.Disk.Heal();
        await world.DriveAsync();
        await world.LookAsync();
        Assert.Empty(await world.FindingsAsync());
        await ShouldBeReturnedAsync(world, id);
    }

    [Fact]
    public async Task An_account_that_does_not_add_up_is_found_and_a_wrong_size_is_corrected()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        await world.LayAsync();
        var row = await world.RowAsync();
        await world.ChangeAsync(db => db.Database.ExecuteSql($"update hosts set held_extents = held_extents + 1, total_extents = total_extents - 1"));

        await world.LookAsync();

        Assert.Equal([$"AccountDrift host:{ReconciledHost.Name}"], await world.FindingsAsync());
        Assert.Equal((row.TotalExtents, row.HeldExtents + 1), ((await world.RowAsync()).TotalExtents, (await world.RowAsync()).HeldExtents));
    }

    [Fact]
    public async Task A_host_smaller_than_what_it_promised_is_found()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        await world.ChangeAsync(db => db.Database.ExecuteSql($"update hosts set total_extents = 1000, held_extents = 900"));

        await world.LookAsync();

        Assert.Equal([$"AccountDrift host:{ReconciledHost.Name}", $"CapacityLost host:{ReconciledHost.Name}"], await world.FindingsAsync());
        Assert.Equal(1000, (await world.RowAsync()).TotalExtents);
    }

    private static async Task ShouldBeReturnedAsync(ReconciledHost world, VolumeId id)
    {
        Assert.Equal(VolumeState.Released, (await world.ReadAsync(db => db.Volumes.SingleAsync(v => v.Id == id, Ct))).State);
        Assert.True((await world.Host.GetCapacityAsync(Ct)).IsFreeAndClean);
        Assert.Equal(0, (await world.RowAsync()).HeldExtents);
        Assert.Equal(0, world.ForeignBytes());
    }
}
