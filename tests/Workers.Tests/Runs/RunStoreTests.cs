using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Tests.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Workers.Tests.Runs;

/// <summary>Who may drive a run, and who may write to it.</summary>
public sealed class RunStoreTests(TestDatabase databases) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly RunProgress Somewhere = new("""{"traveller": "bob"}""", RunStatus.Forward, 3, 1, "because", null, null);
    private static readonly StepStory Done = new(2, "BookFlight", false, "done", null);

    private Office office = null!;

    private RunStore Store => office.Store;

    private RunQueue Queue => office.Services.GetRequiredService<RunQueue>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => office = new Office(await databases.CloneAsync());

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task A_claim_takes_the_run_whole_and_raises_its_attempt()
    {
        var id = await office.RecordAsync();

        var claim = await Store.ClaimAsync(id, "one", Ct);

        Assert.Equal(new Fence(id, "one", 1), claim!.Fence);
        var run = await office.FindAsync(id);
        Assert.Equal(("one", 1), (run.LeaseOwner, run.Attempt));
        Assert.NotNull(run.LeaseUntil);
    }

    [Fact]
    public async Task Of_many_claims_at_one_time_one_wins()
    {
        var id = await office.RecordAsync();

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Store.ClaimAsync(id, $"worker {i}", Ct)));

        Assert.Single(claims, claim => claim is not null);
        Assert.Equal(1, (await office.FindAsync(id)).Attempt);
    }

    [Fact]
    public async Task A_lapsed_lease_is_claimed_by_the_next_and_what_the_first_writes_is_refused()
    {
        var id = await office.RecordAsync();
        var stale = (await Store.ClaimAsync(id, "one", Ct))!.Fence;
        await office.LapseAsync(id);
        var fresh = (await Store.ClaimAsync(id, "one", Ct))!.Fence;
        Assert.Equal(2, fresh.Attempt);
        var before = await office.FindAsync(id);

        Assert.False(await Store.HeartbeatAsync(stale, Ct));
        Assert.False(await Store.StoreOutcomeAsync(stale, Done, Somewhere, null, Ct));
        Assert.False(await Store.GiveBackAsync(stale, TimeSpan.Zero, Ct));

        Assert.Equivalent(before, await office.FindAsync(id), strict: true);
        Assert.Empty(await office.RecordsAsync(id));
        Assert.True(await Store.StoreOutcomeAsync(fresh, Done, Somewhere, null, Ct));
        Assert.Single(await office.RecordsAsync(id));
    }

    [Fact]
    public async Task A_given_back_run_cannot_be_written_to_any_more()
    {
        var id = await office.RecordAsync();
        var fence = (await Store.ClaimAsync(id, "one", Ct))!.Fence;
        Assert.True(await Store.GiveBackAsync(fence, TimeSpan.Zero, Ct));

        Assert.False(await Store.HeartbeatAsync(fence, Ct));
        Assert.False(await Store.StoreOutcomeAsync(fence, Done, Somewhere, null, Ct));
    }

    [Fact]
    public async Task An_outcome_stores_place_state_and_story_together_and_keeps_the_lease()
    {
        var id = await office.RecordAsync();
        var fence = (await Store.ClaimAsync(id, "one", Ct))!.Fence;

        await Store.StoreOutcomeAsync(fence, Done with { Detail = "a\0b" }, Somewhere, null, Ct);

        var run = await office.FindAsync(id);
        Assert.Equal((3, 1, "because", "one"), (run.StepIndex, run.Failures, run.Reason, run.LeaseOwner));
        Assert.Equal("bob", RunState.Read<Journey>(run.State).Traveller);
        var record = Assert.Single(await office.RecordsAsync(id));
        Assert.Equal(("BookFlight", "done", "ab", 1, 2), (record.StepName, record.Outcome, record.Detail, record.Attempt, record.StepIndex));
    }

    [Fact]
    public async Task The_same_wait_again_is_counted_and_the_next_claim_knows_the_count()
    {
        var id = await office.RecordAsync();
        var wait = new StepStory(0, "BookHotel", false, "again", "closed");
        var here = Somewhere with { StepIndex = 0, Failures = 0 };
        for (var times = 1; times <= 3; times++)
        {
            var claim = await Store.ClaimAsync(id, "one", Ct);
            Assert.Equal(times - 1, claim!.AgainsInARow);
            await Store.StoreOutcomeAsync(claim.Fence, wait with { Detail = $"closed {times}" }, here, TimeSpan.Zero, Ct);
        }

        var record = Assert.Single(await office.RecordsAsync(id));
        Assert.Equal((3, "closed 3", 3), (record.Times, record.Detail, record.Attempt));
    }

    [Fact]
    public async Task A_run_not_due_yet_is_not_claimed()
    {
        var id = await office.RecordAsync();
        var fence = (await Store.ClaimAsync(id, "one", Ct))!.Fence;
        await Store.GiveBackAsync(fence, TimeSpan.FromHours(1), Ct);

        Assert.Null(await Store.ClaimAsync(id, "one", Ct));
        Assert.Empty((await Queue.TakeWaitingAsync([Office.Queue], Ct)).Runs);
    }

    [Fact]
    public async Task Runs_on_one_subject_go_one_after_the_other_in_the_order_they_were_recorded()
    {
        var first = await office.RecordAsync(subject: "droplet:7");
        var second = await office.RecordAsync(subject: "droplet:7", priority: RunPriority.Create);
        var other = await office.RecordAsync(subject: "droplet:8");

        Assert.Equal([first, other], await TakeAsync());
        Assert.Null(await Store.ClaimAsync(second, "one", Ct));
        var fence = (await Store.ClaimAsync(first, "one", Ct))!.Fence;
        Assert.Null(await Store.ClaimAsync(second, "one", Ct));

        await Store.StoreOutcomeAsync(fence, Done, Somewhere with { Status = RunStatus.Failed }, null, Ct);
        Assert.Equal([second], await TakeAsync());
        Assert.NotNull(await Store.ClaimAsync(second, "one", Ct));
    }

    [Fact]
    public async Task The_order_on_a_subject_is_the_databases_whatever_the_clocks_of_the_recording_processes_say()
    {
        var first = await office.RecordAsync(subject: "droplet:9");
        await using (var scope = office.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<Infrastructure.Persistence.CloudControlDb>();
            db.Add(PipelineRun.Of(JourneyPipeline.V1, Office.Queue, "droplet:9", "{}", null, RunPriority.Normal, DateTimeOffset.UtcNow.AddYears(-1)));
            db.Add(PipelineRun.Of(JourneyPipeline.V1, Office.Queue, "droplet:10", "{}", null, RunPriority.Normal, DateTimeOffset.UtcNow.AddYears(1)));
            await db.SaveChangesAsync(Ct);
        }

        var taken = await TakeAsync();
        Assert.Equal(2, taken.Count);
        Assert.Equal(first, taken[0]);
    }

    [Fact]
    public async Task The_order_on_a_subject_stands_when_the_databases_clock_is_set_back()
    {
        var first = await office.RecordAsync(subject: "droplet:11");
        await office.ExecuteAsync("update runs set created_at = created_at + interval '1 hour' where id = $1", first.Value);
        var second = await office.RecordAsync(subject: "droplet:11");

        Assert.Equal([first], await TakeAsync());
        Assert.Null(await Store.ClaimAsync(second, "one", Ct));
        var fence = (await Store.ClaimAsync(first, "one", Ct))!.Fence;

        await Store.StoreOutcomeAsync(fence, Done, Somewhere with { Status = RunStatus.Failed }, null, Ct);
        Assert.NotNull(await Store.ClaimAsync(second, "one", Ct));     // and it is due by the clock as it is now
    }

    [Fact]
    public async Task A_queue_never_has_more_live_leases_than_it_may_under_parallel_claims()
    {
        var runs = new List<RunId>();
        for (var i = 0; i < 20; i++)
        {
            runs.Add(await office.RecordAsync());
        }

        var claims = await Task.WhenAll(runs.Select(run => Task.Run(() => Store.ClaimAsync(run, "one", Ct))));

        Assert.Equal(Office.Impatient.RunsPerQueue, claims.Count(claim => claim is not null));
    }

    [Fact]
    public async Task A_sweep_hands_out_no_more_than_could_be_claimed_best_first()
    {
        for (var i = 0; i < 6; i++)
        {
            await office.RecordAsync(priority: RunPriority.Scrub);
        }

        var create = await office.RecordAsync(priority: RunPriority.Create);

        var taken = await TakeAsync();
        Assert.Equal(Office.Impatient.RunsPerQueue - Office.Impatient.PlacesKeptFromScrubs, taken.Count);
        Assert.Equal(create, taken[0]);
        Assert.Empty(await TakeAsync());

        var fence = (await Store.ClaimAsync(create, "one", Ct))!.Fence;
        Assert.Empty(await TakeAsync());
        await Store.StoreOutcomeAsync(fence, Done, Somewhere with { Status = RunStatus.Done }, null, Ct);
        Assert.Single(await TakeAsync());
    }

    [Fact]
    public async Task A_refused_claim_may_be_handed_out_again_at_the_next_sweep()
    {
        var runs = new List<RunId>();
        for (var i = 0; i < Office.Impatient.RunsPerQueue; i++)
        {
            runs.Add(await office.RecordAsync());
        }

        var late = await office.RecordAsync();
        await office.ExecuteAsync("update runs set dispatched_at = now() where id = $1", late.Value);
        var fences = new List<Fence>();
        foreach (var run in runs)
        {
            fences.Add((await Store.ClaimAsync(run, "one", Ct))!.Fence);
        }

        Assert.Null(await Store.ClaimAsync(late, "one", Ct));
        await Store.StoreOutcomeAsync(fences[0], Done, Somewhere with { Status = RunStatus.Done }, null, Ct);

        Assert.Equal([late], await TakeAsync());
    }

    [Fact]
    public async Task A_lapsed_lease_is_handed_out_again_and_its_lapsing_is_a_due_time()
    {
        var id = await office.RecordAsync();
        await TakeAsync();
        await Store.ClaimAsync(id, "one", Ct);
        await office.ExecuteAsync("update runs set lease_until = now() + interval '500 ms' where id = $1", id.Value);

        Assert.InRange((await Queue.TakeWaitingAsync([Office.Queue], Ct)).NextDue!.Value, TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        await office.LapseAsync(id);
        Assert.Equal([id], await TakeAsync());
    }

    [Theory]
    [InlineData("update runs set lease_owner = 'half'", "runs_lease_is_whole")]
    [InlineData("update runs set status = 'done'", "runs_ended")]
    [InlineData("update runs set status = 'done', ended_at = now(), lease_owner = 'x', lease_until = now()", "runs_ended_unleased")]
    [InlineData("update runs set step_index = -1", "runs_counts")]
    public async Task The_table_itself_refuses_what_cannot_be(string sql, string constraint)
    {
        await office.RecordAsync();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => office.ExecuteAsync(sql));

        Assert.Equal(constraint, refusal.ConstraintName);
    }

    private async Task<IReadOnlyList<RunId>> TakeAsync() => [.. (await Queue.TakeWaitingAsync([Office.Queue], Ct)).Runs.Select(run => run.Id)];
}
