using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What befalls a cloud, one thing after the other, as the dice say.</summary>
internal sealed class Misfortunes(ProcessCloud cloud, Services services, Receiver receiver, AnswerLog answers, Random random)
{
    private static readonly TimeSpan LongestPeace = TimeSpan.FromSeconds(2);

    /// <summary>Requests that succeed between two misfortunes: a machine so busy that nothing comes up would test nothing.</summary>
    private const int AnswersBetween = 10;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Longer than a lease: by its end the runs may be somebody else's.</summary>
    private static readonly TimeSpan Freeze = ProcessCloud.Lease * 1.5;

    private readonly Dictionary<string, int> struck = [];

    /// <summary>What struck how often, such as <c>kill a worker 3, cut connections 2</c>.</summary>
    public string Told => string.Join(", ", struck.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value}"));

    public int Count => struck.Values.Sum();

    private (string Name, Func<Task> Strike)[] All =>
    [
        ("kill the API", () => Now(services.Api.Kill)),
        ("kill a worker", () => Now(OneWorker().Kill)),
        ("kill both workers", () => Now(() => Array.ForEach([.. services.Workers], w => w.Kill()))),
        ("freeze a worker", () => OneWorker().FreezeAsync(Freeze)),
        ("freeze the API", () => services.Api.FreezeAsync(Freeze)),
        ("cut connections to the database", CutConnectionsAsync),
        ("crash the database", CrashDatabaseAsync),
        ("cut off the receiver", CutOffReceiverAsync),
    ];

    /// <summary>Lets them strike until the time is over; everything that was stopped is started again by then.</summary>
    public async Task BefallAsync(CancellationToken enough)
    {
        while (await LifeGoesOnAsync(enough))
        {
            var (name, strike) = All[random.Next(All.Length)];
            struck[name] = struck.GetValueOrDefault(name) + 1;
            await strike();
            await Task.Delay(LongestPeace * random.NextDouble(), enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>False when the time is over.</returns>
    private async Task<bool> LifeGoesOnAsync(CancellationToken enough)
    {
        var before = answers.Succeeded;
        while (answers.Succeeded < before + AnswersBetween && !enough.IsCancellationRequested)
        {
            await Task.Delay(Look, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !enough.IsCancellationRequested;
    }

    private Service OneWorker() => services.Workers[random.Next(services.Workers.Count)];

    private static Task Now(Action strike)
    {
        strike();
        return Task.CompletedTask;
    }

    /// <summary>Half of all connections to the database, whosever they are, the listening ones included.</summary>
    private async Task CutConnectionsAsync()
    {
        await using var db = cloud.OpenDatabase();
        await db.Database.ExecuteSqlRawAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and random() < 0.5");
    }

    private async Task CrashDatabaseAsync()
    {
        await cloud.Database.KillAsync();
        await cloud.Database.StartAsync();
    }

    private async Task CutOffReceiverAsync()
    {
        await receiver.CutOffAsync();
        await Task.Delay(LongestPeace * random.NextDouble());
        await receiver.StartAsync();
    }
}
