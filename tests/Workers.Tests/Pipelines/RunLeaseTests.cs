using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Runs;
using CloudControl.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Workers.Tests.Pipelines;

/// <summary>How a worker holds a run, loses it, and hands it back.</summary>
public sealed class RunLeaseTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly RunOptions Brisk = Office.Impatient with
    {
        Lease = TimeSpan.FromMilliseconds(800),
        Heartbeat = TimeSpan.FromMilliseconds(50),
        StopLimit = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>Who is still not stopped then waits for a step that never ends.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource letGo = new();
    private readonly TaskCompletionSource<CancellationToken> begun = new();
    private Office office = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        office = new Office(database.ConnectionString, options: Brisk);
        office.World.Twists["do BookFlight"] = async (_, ct) =>
        {
            begun.TrySetResult(ct);
            await letGo.Task.WaitAsync(ct);
            return null;
        };
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task A_heartbeat_keeps_the_lease_over_a_step_longer_than_the_lease()
    {
        var id = await office.RecordAsync();
        var drive = office.Driver.DriveAsync(id, Ct);
        await begun.Task;
        var lapse = (await office.FindAsync(id)).LeaseUntil!.Value;

        await Eventually.HoldsAsync(async () => (await office.FindAsync(id)).LeaseUntil > lapse + Brisk.Lease);
        Assert.Null(await office.Store.ClaimAsync(id, "another", Ct));
        letGo.SetResult();
        await drive;

        var run = await office.FindAsync(id);
        Assert.Equal((RunStatus.Done, 1), (run.Status, run.Attempt));
    }

    [Fact]
    public async Task A_lost_lease_interrupts_the_step_and_nothing_more_is_written()
    {
        var id = await office.RecordAsync();
        var drive = office.Driver.DriveAsync(id, Ct);
        var interrupted = await begun.Task;
        ClaimedRun? thief = null;
        await Eventually.HoldsAsync(async () =>    // a heartbeat may come between the lapse and the claim
        {
            await office.LapseAsync(id);
            return (thief = await office.Store.ClaimAsync(id, "thief", Ct)) is not null;
        });
        var before = await office.FindAsync(id);

        await drive;

        Assert.True(interrupted.IsCancellationRequested);
        Assert.Equivalent(before, await office.FindAsync(id), strict: true);
        Assert.Equal("BookHotel", Assert.Single(await office.RecordsAsync(id)).StepName);
        Assert.True(await office.Store.HeartbeatAsync(thief!.Fence, Ct));
    }

    [Fact]
    public async Task A_step_that_finishes_after_the_lease_was_lost_leaves_no_outcome()
    {
        office.World.Twists["do BookFlight"] = async (_, ct) =>
        {
            begun.TrySetResult(ct);
            await letGo.Task;    // deaf to its token
            return null;
        };
        var id = await office.RecordAsync();
        await using var deaf = new Office(database.ConnectionString, office.World, Brisk with { Heartbeat = TimeSpan.FromSeconds(30), Lease = TimeSpan.FromSeconds(60) });
        var drive = deaf.Driver.DriveAsync(id, Ct);
        await begun.Task;
        await office.LapseAsync(id);
        Assert.NotNull(await office.Store.ClaimAsync(id, "thief", Ct));
        letGo.SetResult();

        await drive;

        Assert.Equal("BookHotel", Assert.Single(await office.RecordsAsync(id)).StepName);
        Assert.Equal("thief", (await office.FindAsync(id)).LeaseOwner);
    }

    [Fact]
    public async Task A_lease_nobody_can_renew_is_given_up_before_it_lapses()
    {
        var id = await office.RecordAsync();
        var drive = office.Driver.DriveAsync(id, Ct);
        var interrupted = await begun.Task;

        // As if the database did not answer: the row is locked, so every heartbeat runs into its time limit.
        await using var connection = await office.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("select 1 from runs where id = $1 for update", connection, transaction) { Parameters = { new() { Value = id.Value } } })
        {
            await hold.ExecuteNonQueryAsync(Ct);
        }

        await drive;

        Assert.True(interrupted.IsCancellationRequested);
        await transaction.RollbackAsync(Ct);
        Assert.NotNull((await office.FindAsync(id)).LeaseOwner);
    }

    [Fact]
    public async Task A_stop_interrupts_the_step_and_hands_the_run_back_at_once()
    {
        var id = await office.RecordAsync();
        using var stop = new CancellationTokenSource();
        var drive = office.Driver.DriveAsync(id, stop.Token);
        await begun.Task;

        await stop.CancelAsync();
        await drive.WaitAsync(StopLimit, Ct);

        var run = await office.FindAsync(id);
        Assert.Equal((null, 0, RunStatus.Forward), (run.LeaseOwner, run.Failures, run.Status));
        Assert.Single(await office.RecordsAsync(id));
        letGo.SetResult();
        await office.DriveToEndAsync(id);
    }

    [Fact]
    public async Task A_step_that_does_not_stop_keeps_its_lease_so_that_nobody_runs_beside_it()
    {
        office.World.Twists["do BookFlight"] = async (_, ct) =>
        {
            begun.TrySetResult(ct);
            await letGo.Task;
            return null;
        };
        var id = await office.RecordAsync();
        using var stop = new CancellationTokenSource();
        var drive = office.Driver.DriveAsync(id, stop.Token);
        await begun.Task;
        await stop.CancelAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => drive);

        Assert.NotNull((await office.FindAsync(id)).LeaseOwner);
        letGo.SetResult();
    }

    [Fact]
    public async Task An_outcome_that_came_with_the_stop_is_stored_before_the_run_is_handed_back()
    {
        using var stop = new CancellationTokenSource();
        office.World.Twists["do BookFlight"] = async (_, _) =>
        {
            await stop.CancelAsync();
            return null;
        };
        var id = await office.RecordAsync();

        await office.Driver.DriveAsync(id, stop.Token);

        var run = await office.FindAsync(id);
        Assert.Equal((null, RunStatus.Forward), (run.LeaseOwner, run.Status));
        Assert.Equal(["BookHotel", "BookFlight"], (await office.RecordsAsync(id)).Select(record => record.StepName));
        Assert.Equal(["BookHotel", "BookFlight"], RunState.Read<Journey>(run.State).Finished);
    }
}
