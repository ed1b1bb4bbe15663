using CloudControl.Domain.Hosts;
using CloudControl.Domain.Hosts.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.Reconcilers;

/// <summary>What declined scrubs left, an idle host cleans by itself.</summary>
public sealed class DirtyExtentsTests(TestDatabase databases) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_declined_destroy_an_idle_host_cleans_its_free_extents_to_the_last_byte()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        await world.LeaveDirtyExtentsAsync();
        Assert.True(world.ForeignBytes() > 0, "the customer's bytes should be there still");
        var total = (await world.RowAsync()).TotalExtents;

        await world.LookAsync();

        var cleaning = await world.ReadAsync(db => db.ExtentCleanings.SingleAsync(Ct));
        Assert.Equal(cleaning.ExtentCount, (await world.RowAsync()).HeldExtents);
        await world.LookAsync();
        Assert.Equal(RunPriority.Housekeeping, Assert.Single(await world.OpenRunsAsync()).Priority);
        Assert.Empty(await world.FindingsAsync());

        await world.DriveAsync();

        Assert.Equal(0, world.ForeignBytes());
        Assert.DoesNotContain(await world.Host.MapExtentsAsync(Ct), run => run.Dirty);
        var capacity = await world.Host.GetCapacityAsync(Ct);
        Assert.Equal((total, total, 0L), (capacity.TotalExtents, capacity.FreeExtents, (await world.RowAsync()).HeldExtents));
        var ended = await world.ReadAsync(db => db.ExtentCleanings.SingleAsync(Ct));
        Assert.Equal(cleaning.ExtentCount, ended.CleanedExtents);
        Assert.True(ended is { EndedAt: not null, ReceiptId: not null, BytesVerified: > 0 });
        await world.LookAsync();
        Assert.Empty(await world.OpenRunsAsync());
    }

    [Fact]
    public async Task A_host_on_which_something_goes_on_or_just_went_on_does_not_clean()
    {
        await using var world = await ReconciledHost.StartAsync(databases, idleAfter: TimeSpan.FromHours(1));
        await world.LeaveDirtyExtentsAsync();
        await world.ChangeAsync(db => db.Add(PipelineRun.Of("other.v1", ReconciledHost.Name, "x:1", "{}", null, RunPriority.Scrub, DateTimeOffset.UtcNow)));

        await world.LookAsync();
        Assert.Equal(0, await world.ReadAsync(db => db.ExtentCleanings.CountAsync(Ct)));

        await world.ChangeAsync(db => db.Database.ExecuteSql($"update runs set status = 'done', ended_at = now() - interval '59 minutes'"));
        await world.LookAsync();
        Assert.Equal(0, await world.ReadAsync(db => db.ExtentCleanings.CountAsync(Ct)));

        await world.ChangeAsync(db => db.Database.ExecuteSql($"update runs set ended_at = now() - interval '61 minutes'"));
        await world.LookAsync();
        Assert.Equal(1, await world.ReadAsync(db => db.ExtentCleanings.CountAsync(Ct)));
    }

    [Fact]
    public async Task A_cleaning_whose_run_was_given_up_gets_another()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        await world.LeaveDirtyExtentsAsync();
        await world.LookAsync();
        await world.ChangeAsync(db => db.Database.ExecuteSql($"update runs set status = 'failed', ended_at = now()"));

        await world.LookAsync();

        Assert.Equal(HostRuns.CleanPipeline, Assert.Single(await world.OpenRunsAsync()).Pipeline);
        await world.DriveAsync();
        Assert.True((await world.Host.GetCapacityAsync(Ct)).IsFreeAndClean);
        Assert.Equal(0, (await world.RowAsync()).HeldExtents);
    }

    [Fact]
    public async Task A_volume_laid_meanwhile_has_its_room_and_the_cleaning_takes_what_is_left()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        await world.LeaveDirtyExtentsAsync();
        await world.LookAsync();
        while (await world.ReadAsync(db => db.Hosts.AnyAsync(h => h.TotalExtents - h.HeldExtents >= 8, Ct)))
        {
            await world.LayAsync();
        }

        await world.DriveAsync();

        await world.LookAsync();
        Assert.Empty(await world.FindingsAsync());
        Assert.All(await world.Host.MapExtentsAsync(Ct), run => Assert.NotEqual(Domain.Storage.ExtentState.Quarantined, run.State));
    }

    [Fact]
    public async Task A_host_to_be_removed_is_let_go_when_every_extent_is_free_and_clean_and_not_before()
    {
        await using var world = await ReconciledHost.StartAsync(databases);
        await world.LeaveDirtyExtentsAsync();
        await world.ChangeAsync(db =>
        {
            var host = db.Hosts.Single(h => h.Name == ReconciledHost.Name);
            Assert.Null(host.Drain());
            Assert.Null(host.Remove());
        });

        await world.LookAsync();
        Assert.Equal((HostState.Removing, $"NotEmpty host:{ReconciledHost.Name}"), ((await world.RowAsync()).State, Assert.Single(await world.FindingsAsync())));

        await world.DriveAsync();
        await world.LookAsync();

        Assert.Equal(HostState.Removed, (await world.RowAsync()).State);
        var record = await world.ReadAsync(db => db.HostDecommissions.SingleAsync(Ct));
        Assert.Equal((record.TotalExtents, 0L, 1L), (record.FreeExtents, record.DirtyExtents, record.VolumesReleased));
        Assert.Empty(await world.FindingsAsync());
    }
}
