using System.Collections.Concurrent;
using CloudControl.Domain.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudControl.Workers.Tests.Engine;

/// <summary>What every job engine owes us; tried on the one this build was made with (<c>-p:JobEngine=…</c>).</summary>
public sealed class JobEngineContract(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int Concurrency = 4;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly RecordingDriver driver = new();
    private IHost host = null!;

    private IRunDispatcher Dispatcher => host.Services.GetRequiredService<IRunDispatcher>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton<IRunDriver>(driver).AddJobEngine(new EngineOptions(database.ConnectionString, Concurrency));
        host = builder.Build();
        await host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        driver.LetGo.TrySetResult();
        await host.StopAsync();
        host.Dispose();
    }

    [Fact]
    public async Task A_dispatched_run_is_driven_by_its_id()
    {
        var run = RunId.New();
        await DispatchAsync(run);
        await Eventually.HoldsAsync(() => driver.Driven.Contains(run));
    }

    [Fact]
    public async Task A_run_dispatched_again_while_it_is_driven_does_no_harm()
    {
        var run = RunId.New();
        driver.Before = (id, _) => id == run ? driver.LetGo.Task : Task.CompletedTask;
        await DispatchAsync(run);
        await Eventually.HoldsAsync(() => driver.Begun.Contains(run));

        await DispatchAsync(run);
        driver.LetGo.SetResult();

        await Eventually.HoldsAsync(() => driver.Driven.Contains(run));
        await ANewRunIsDrivenAsync();
    }

    [Fact]
    public async Task A_driver_that_throws_costs_its_own_run_and_no_other()
    {
        var bad = Enumerable.Range(0, 3 * Concurrency).Select(_ => RunId.New()).ToHashSet();
        driver.Before = (id, _) => bad.Contains(id) ? throw new InvalidOperationException("broken") : Task.CompletedTask;
        foreach (var run in bad)
        {
            await DispatchAsync(run);
        }

        await Eventually.HoldsAsync(() => bad.IsSubsetOf(driver.Begun));

        await ANewRunIsDrivenAsync();
    }

    [Fact]
    public async Task Many_runs_are_all_driven_never_more_than_allowed_at_one_time()
    {
        var runs = Enumerable.Range(0, 200).Select(_ => RunId.New()).ToHashSet();
        driver.Before = (_, _) => Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);    // long enough to overlap
        await Task.WhenAll(runs.Select(DispatchAsync));

        await Eventually.HoldsAsync(() => runs.IsSubsetOf(driver.Driven));
        Assert.InRange(driver.MostAtOneTime, 1, Concurrency);
    }

    [Fact]
    public async Task A_stop_cancels_what_is_driven_and_waits_for_it()
    {
        var run = RunId.New();
        driver.Before = (_, ct) => Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await DispatchAsync(run);
        await Eventually.HoldsAsync(() => driver.Begun.Contains(run));

        await host.StopAsync(TestContext.Current.CancellationToken).WaitAsync(StopLimit, TestContext.Current.CancellationToken);

        Assert.Contains(run, driver.Driven);
    }

    private async Task ANewRunIsDrivenAsync()
    {
        var next = RunId.New();
        await DispatchAsync(next);
        await Eventually.HoldsAsync(() => driver.Driven.Contains(next));
    }

    private Task DispatchAsync(RunId run) => Dispatcher.DispatchAsync(run, TestContext.Current.CancellationToken);

    private sealed class RecordingDriver : IRunDriver
    {
        private readonly ConcurrentBag<RunId> begun = [], driven = [];
        private int now, most;

        public TaskCompletionSource LetGo { get; } = new();

        public Func<RunId, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

        public HashSet<RunId> Begun => [.. begun];

        public HashSet<RunId> Driven => [.. driven];

        public int MostAtOneTime => Volatile.Read(ref most);

        public async Task DriveAsync(RunId run, CancellationToken ct)
        {
            begun.Add(run);
            InterlockedMax(Interlocked.Increment(ref now));
            try
            {
                await Before(run, ct);
                driven.Add(run);
            }
            finally
            {
                Interlocked.Decrement(ref now);
            }
        }

        private void InterlockedMax(int value)
        {
            int seen;
            while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
            {
            }
        }
    }
}
