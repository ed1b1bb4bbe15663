using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Tests.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.Runs;

/// <summary>Who goes first on a busy host: creates, then what else was ordered, then scrubs, and what nobody asked for last.</summary>
public sealed class RunPriorityTests(TestDatabase databases) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly int Places = Office.Impatient.RunsPerQueue;
    private static readonly StepStory Slice = new(0, "BookHotel", false, "again", "scrubbing");
    private static readonly RunProgress Here = new("{}", RunStatus.Forward, 0, 0, null, null, null);

    private Office office = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => office = new Office(await databases.CloneAsync());

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task A_thousand_destroys_on_a_host_do_not_hold_up_a_create()
    {
        await office.RecordAsync(priority: RunPriority.Scrub);
        await office.ExecuteAsync(
            """
            insert into runs select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'subject', 'droplet:' || n))).*
            from runs r, generate_series(1, 999) n
            """);
        var scrubs = new List<Fence>();
        while (await TakeAsync() is { Count: > 0 } taken)
        {
            scrubs.AddRange(await ClaimAsync(taken));
        }

        Assert.Equal(Places - 1, scrubs.Count);

        var create = await office.RecordAsync(priority: RunPriority.Create);
        Assert.Equal([create], await TakeAsync());
        Assert.Single(await ClaimAsync([create]));

        // All places are taken now. The next one that falls free is the next create's, whatever waited longer.
        var next = await office.RecordAsync(priority: RunPriority.Create);
        Assert.Empty(await TakeAsync());
        await office.Store.StoreOutcomeAsync(scrubs[0], Slice, Here, TimeSpan.Zero, Ct);
        Assert.Equal([next], await TakeAsync());
        Assert.Single(await ClaimAsync([next]));
        Assert.Empty(await TakeAsync());
    }

    [Fact]
    public async Task A_scrub_is_not_claimed_into_the_last_place_even_when_it_was_handed_out()
    {
        var scrubs = new List<RunId>();
        for (var i = 0; i < Places; i++)
        {
            scrubs.Add(await office.RecordAsync(priority: i % 2 == 0 ? RunPriority.Scrub : RunPriority.Housekeeping));
        }

        Assert.Equal(Places - 1, (await ClaimAsync(scrubs)).Count);
        Assert.Single(await ClaimAsync([await office.RecordAsync(priority: RunPriority.Normal)]));
    }

    [Fact]
    public async Task Runs_are_handed_out_in_the_order_of_their_priorities()
    {
        var housekeeping = await office.RecordAsync(priority: RunPriority.Housekeeping);
        var scrub = await office.RecordAsync(priority: RunPriority.Scrub);
        var normal = await office.RecordAsync(priority: RunPriority.Normal);

        Assert.Equal([normal, scrub, housekeeping], await TakeAsync());
    }

    private async Task<IReadOnlyList<RunId>> TakeAsync() =>
        [.. (await office.Services.GetRequiredService<RunQueue>().TakeWaitingAsync([Office.Queue], Ct)).Runs.Select(run => run.Id)];

    private async Task<IReadOnlyList<Fence>> ClaimAsync(IEnumerable<RunId> runs)
    {
        var claimed = new List<Fence>();
        foreach (var run in runs)
        {
            if (await office.Store.ClaimAsync(run, "one", Ct) is { } claim)
            {
                claimed.Add(claim.Fence);
            }
        }

        return claimed;
    }
}
