using CloudControl.Simulation.Tests.Cloud;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What befalls a cloud, one thing after the other: the list is shuffled, and once all have struck, shuffled again.</summary>
internal sealed class Misfortunes(ProcessCloud cloud, Services services, AnswerLog answers, Random random)
{
    /// <summary>Requests that succeed between two misfortunes: a machine so busy that nothing comes up would test nothing.</summary>
    private const int AnswersBetween = 10;

    /// <summary>Longer than a lease: by its end the runs may be somebody else's.</summary>
    private static readonly TimeSpan Freeze = ProcessCloud.Lease * 1.5;

    private static readonly TimeSpan ShortageOfRoom = TimeSpan.FromSeconds(2);

    /// <summary>A process's clock may be as wrong as this. What it says is shown to people, and nothing may hang on it.</summary>
    private const int WrongSeconds = 3600;

    /// <summary>The database's decides when leases end, so what it is off by, everybody waits.</summary>
    private const int DatabaseWrongSeconds = 4;

    private readonly Dictionary<string, int> struck = [];

    /// <summary>What struck how often, such as <c>kill a worker 3, cut connections 2</c>.</summary>
    public string Told => string.Join(", ", struck.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key} {s.Value}"));

    public int Count => struck.Values.Sum();

    /// <summary>What this machine does not allow, such as mounting for who is not root.</summary>
    public string Spared => string.Join(", ", Everything.Where(m => !m.CanStrike).Select(m => m.Name));

    private (string Name, bool CanStrike, Func<Task> Strike)[] Everything =>
    [
        ("kill the API", true, () => Now(services.Api.Kill)),
        ("kill a worker", true, () => Now(OneWorker().Kill)),
        ("kill both workers", true, () => Now(() => Array.ForEach([.. services.Workers], w => w.Kill()))),
        ("kill the receiver", true, () => Now(services.Receiver.Kill)),
        ("freeze a worker", true, () => OneWorker().FreezeAsync(Freeze)),
        ("freeze the API", true, () => services.Api.FreezeAsync(Freeze)),
        ("freeze the receiver", true, () => services.Receiver.FreezeAsync(Freeze)),
        ("part a worker from the database", true, () => OneWorker().PartAsync(Freeze, forGood: random.Next(2) == 0)),
        ("part the API from the database", true, () => services.Api.PartAsync(Freeze, forGood: random.Next(2) == 0)),
        ("cut connections to the database", true, CutConnectionsAsync),
        ("crash the database", true, CrashDatabaseAsync),
        ("fill a host's disk", cloud.LimitedHost is not null, FillDiskAsync),
        ("set a worker's clock", SteppedClock.IsAvailable, () => Now(() => Set(OneWorker().Habitat.Clock, WrongSeconds))),
        ("set the API's clock", SteppedClock.IsAvailable, () => Now(() => Set(services.Api.Habitat.Clock, WrongSeconds))),
        ("set the database's clock", SteppedClock.IsAvailable, () => Now(() => Set(cloud.Database.Clock!, DatabaseWrongSeconds))),
    ];

    /// <summary>
    /// Lets them strike until the time is over, or each has struck; everything that was stopped is started again by then, and every
    /// clock is right.
    /// </summary>
    /// <param name="enough">Ends it; a list that was begun is not played to its end.</param>
    /// <param name="once">Each strikes once.</param>
    public async Task BefallAsync(bool once, CancellationToken enough)
    {
        do
        {
            var list = Everything.Where(m => m.CanStrike).ToArray();
            random.Shuffle(list);
            foreach (var (name, _, strike) in list)
            {
                await UntilLifeGoesOnAsync(enough);
                if (enough.IsCancellationRequested)
                {
                    break;
                }

                struck[name] = struck.GetValueOrDefault(name) + 1;
                await strike();
                await Task.Delay(Budget.LongestPeace * random.NextDouble(), enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        while (!once && !enough.IsCancellationRequested);

        foreach (var clock in (SteppedClock?[])[services.Api.Habitat.Clock, .. services.Workers.Select(w => w.Habitat.Clock), cloud.Database.Clock])
        {
            clock?.Set(TimeSpan.Zero);
        }
    }

    private Task UntilLifeGoesOnAsync(CancellationToken enough)
    {
        var before = answers.Succeeded;
        return ProcessCloud.UntilAsync(
            () => Task.FromResult(answers.Succeeded >= before + AnswersBetween || enough.IsCancellationRequested),
            () => $"nothing succeeds any more after {Told}\n{services.Logs}");
    }

    private Service OneWorker() => services.Workers[random.Next(services.Workers.Count)];

    private static Task Now(Action strike)
    {
        strike();
        return Task.CompletedTask;
    }

    private void Set(SteppedClock clock, int mostSeconds) => clock.Set(TimeSpan.FromSeconds(random.Next(-mostSeconds, mostSeconds)));

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

    private async Task FillDiskAsync()
    {
        cloud.LimitedHost!.Fill();
        await Task.Delay(ShortageOfRoom);
        cloud.LimitedHost.MakeRoom();
    }
}
