using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Engine;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Tests.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudControl.Workers.Tests.Engine;

/// <summary>From the commit to the last step: pump, engine and runner as a worker process has them.</summary>
public sealed class RunPumpTests(TestDatabase databases) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    /// <summary>Longer than any test may take: what happens nevertheless was announced.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);

    /// <summary>Who is still not stopped then waits for a step that never ends.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly World world = new();
    private readonly List<IHost> workers = [];
    private string connectionString = "";
    private Office office = null!;

    public async ValueTask InitializeAsync()
    {
        connectionString = await databases.CloneAsync();
        office = new Office(connectionString, world);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
        {
            await worker.StopAsync();
            worker.Dispose();
        }

        await office.DisposeAsync();
    }

    [Fact]
    public async Task A_committed_run_is_announced_and_driven_without_a_sweep()
    {
        await StartWorkerAsync(Office.Impatient with { Sweep = Never });
        await EndAsync(await office.RecordAsync());    // the pump listens by now: its first sweep may have found this one

        await EndAsync(await office.RecordAsync());
    }

    [Fact]
    public async Task A_run_nobody_announced_is_found_by_the_sweep()
    {
        await office.ExecuteAsync("alter table runs disable trigger runs_announce");
        await StartWorkerAsync(Office.Impatient with { Sweep = TimeSpan.FromMilliseconds(20) });

        await EndAsync(await office.RecordAsync());
        await EndAsync(await office.RecordAsync());
    }

    [Fact]
    public async Task A_run_that_waits_is_driven_when_it_falls_due_without_a_sweep()
    {
        world.When("do BookFlight", call => call <= 5 ? StepOutcome.Again("closed", TimeSpan.FromMilliseconds(20)) : null);
        await StartWorkerAsync(Office.Impatient with { Sweep = Never });

        await EndAsync(await office.RecordAsync());
    }

    [Fact]
    public async Task Runs_recorded_while_the_pump_lost_its_database_are_still_done()
    {
        await StartWorkerAsync(Office.Impatient with { Sweep = Never });
        await EndAsync(await office.RecordAsync());

        for (var cut = 0; cut < 3; cut++)
        {
            await office.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
            await using var caller = new Office(connectionString, world);
            await EndAsync(await caller.RecordAsync());
        }
    }

    [Fact]
    public async Task Runs_of_other_queues_are_left_alone()
    {
        await StartWorkerAsync(Office.Impatient with { Sweep = TimeSpan.FromMilliseconds(20) });
        var foreign = await office.RecordAsync(queue: "ams3-01");

        await EndAsync(await office.RecordAsync());
        await EndAsync(await office.RecordAsync());

        Assert.Equal((0, null), ((await office.FindAsync(foreign)).Attempt, (await office.FindAsync(foreign)).DispatchedAt));
    }

    [Fact]
    public async Task Two_workers_on_one_queue_do_every_step_of_fifty_runs_exactly_once()
    {
        await StartWorkerAsync(Office.Impatient);
        await StartWorkerAsync(Office.Impatient);
        var runs = new List<RunId>();
        for (var i = 0; i < 50; i++)
        {
            runs.Add(await office.RecordAsync(DayTripPipeline.V1));
        }

        foreach (var run in runs)
        {
            await EndAsync(run);
        }

        Assert.Equal(100, world.Calls.Count);
    }

    [Fact]
    public async Task A_run_the_engine_lost_is_handed_out_again()
    {
        var id = await office.RecordAsync();
        await office.Services.GetRequiredService<RunQueue>().TakeWaitingAsync([Office.Queue], TestContext.Current.CancellationToken);
        Assert.NotNull((await office.FindAsync(id)).DispatchedAt);

        await StartWorkerAsync(Office.Impatient with { Sweep = TimeSpan.FromMilliseconds(20), DispatchAgainAfter = TimeSpan.FromMilliseconds(100) });
        await EndAsync(id);
    }

    [Fact]
    public async Task A_stopping_worker_hands_its_run_to_the_next_within_seconds()
    {
        world.Twists["do BookFlight"] = async (call, ct) =>
        {
            await Task.Delay(call == 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, ct);
            return null;
        };
        var first = await StartWorkerAsync(Office.Impatient with { Lease = Never });
        var id = await office.RecordAsync();
        await Eventually.HoldsAsync(() => world.Calls.Contains("do BookFlight"));

        await first.StopAsync(TestContext.Current.CancellationToken).WaitAsync(StopLimit, TestContext.Current.CancellationToken);
        Assert.Null((await office.FindAsync(id)).LeaseOwner);

        await StartWorkerAsync(Office.Impatient);
        await EndAsync(id);
        Assert.Single(world.Calls, "do BookHotel");
    }

    private async Task<IHost> StartWorkerAsync(RunOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services
            .AddPersistence(connectionString).AddRuns(options).AddPipelineEngine()
            .AddPipeline<JourneyPipeline>().AddPipeline<DayTripPipeline>()
            .AddSingleton(world)
            .AddRunPump(new EngineOptions(connectionString, Concurrency: 4), _ => [Office.Queue]);
        var worker = builder.Build();
        workers.Add(worker);
        await worker.StartAsync(TestContext.Current.CancellationToken);
        return worker;
    }

    private Task EndAsync(RunId run) => Eventually.HoldsAsync(
        async () =>
        {
            await using var reader = new Office(connectionString, world);
            return (await reader.FindAsync(run)).Status == RunStatus.Done;
        },
        "the run is done");
}
