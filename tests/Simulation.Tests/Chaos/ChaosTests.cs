using System.Diagnostics;
using System.Net.Http.Json;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// Customers live on while the API, two workers, PostgreSQL and their own receiver are killed, frozen and parted from each other, clocks
/// are set and a disk is full. When it is over, everything that was promised must have come true. <c>make chaos MINUTES=…</c> goes on
/// for longer; <c>SEED=…</c> repeats the dice, though not the machine's timing.
/// </summary>
public sealed class ChaosTests
{
    private const int Accounts = 3;
    private const int CustomersPerAccount = 2;
    private const int FlawsTold = 10;
    private const string LimitedHost = "nyc3-01";
    internal const string TaintedHost = "nyc3-02";
    private const string OtherHost = "sfo3-01";

    [Fact]
    public async Task Whatever_is_killed_frozen_parted_or_full_every_promise_is_kept()
    {
        var seed = Budget.Seed;
        var random = new Random(seed);
        var answers = new AnswerLog();
        await using var cloud = await ProcessCloud.CreateAsync(LimitedHost, TaintedHost, OtherHost);
        cloud.LimitHost(LimitedHost);
        Taint.Lay(cloud.PhysicalVolume(TaintedHost), ByteSize.FromGiB(ProcessCloud.HostDiskGib), random);
        var receiver = new Receiver(cloud.Folder);
        await using var services = new Services(cloud, receiver);
        var customers = await MoveInAsync(cloud, answers, receiver, random);
        var accounts = customers.DistinctBy(c => c.Account).Select(c => (c.Account, c.Customer.Promises)).ToList();

        var misfortunes = new Misfortunes(cloud, services, answers, random);
        string Told() => $"seed {seed}, {misfortunes.Told}";
        using (var enough = new CancellationTokenSource())
        {
            var lives = Task.WhenAll(customers.Select(c => c.Customer.LiveAsync(enough.Token)));
            using (var time = new CancellationTokenSource(Budget.Chaos ?? Timeout.InfiniteTimeSpan))
            {
                await misfortunes.BefallAsync(once: Budget.Chaos is null, time.Token);
            }

            await ProcessCloud.UntilAsync(
                () => Task.FromResult(accounts.Sum(a => a.Promises.Actions.Count) >= Budget.Actions), () => $"{Told()}: nothing is accepted any more\n{services.Logs}");
            await enough.CancelAsync();
            await lives;
        }

        var calm = Stopwatch.StartNew();
        await cloud.UntilNothingIsUnderWayAsync(() => $"{Told()}: something is still under way\n{services.Logs}");
        var quiet = calm.Elapsed;
        await UntilEverythingIsDeliveredAsync(cloud, () => $"{Told()}: webhooks are not delivered\n{services.Logs}");
        await services.StopAsync();

        var received = receiver.ReadTaken();
        var broken = await BrokenPromisesAsync(cloud, accounts, received);
        Console.WriteLine(
            $"chaos: seed {seed}, {misfortunes.Count} misfortunes ({misfortunes.Told}; spared: {misfortunes.Spared}), {services.Starts} starts of 4 processes; "
            + $"{await ToldAsync(cloud, accounts, answers)}; quiet {quiet.TotalSeconds:0.0} s after the last misfortune; {received.Count} messages received, {received.Values.Count(t => t > 1)} more than once");
        Assert.True(broken.Count == 0, $"{Told()}:\n{string.Join('\n', broken)}\n{services.Logs}");
        var flaws = answers.Flaws.Where(flaw => !flaw.Contains("no answer", StringComparison.Ordinal)).ToList();     // the API itself was frozen
        Assert.True(flaws.Count == 0, $"{Told()}:\n{string.Join('\n', flaws.Take(FlawsTold))}\n{services.Logs}");
        Assert.True(misfortunes.Count > 0);
    }

    private static async Task<IReadOnlyList<(AccountId Account, Customer Customer)>> MoveInAsync(
        ProcessCloud cloud, AnswerLog answers, Receiver receiver, Random random)
    {
        var customers = new List<(AccountId, Customer)>();
        for (var i = 0; i < Accounts; i++)
        {
            var (account, client) = await cloud.OpenAccountAsync($"account-{i}", answers);
            await cloud.UntilReadyAsync(client);
            using var registered = await client.PostAsJsonAsync("/v2/webhooks", new { url = receiver.Url });
            registered.EnsureSuccessStatusCode();
            var promises = new Promises();
            for (var j = 0; j < CustomersPerAccount; j++)
            {
                customers.Add((account, new Customer($"customer-{i}-{j}", client, new Random(random.Next()), promises)));
            }
        }

        return customers;
    }

    /// <summary>As if the time of the schedule had passed, again and again: a receiver that was away twice is tried after minutes.</summary>
    private static async Task UntilEverythingIsDeliveredAsync(ProcessCloud cloud, Func<string> otherwise)
    {
        await using var db = cloud.OpenDatabase();
        await db.Database.ExecuteSqlRawAsync("update webhook_deliveries set claimed_until = null where status = 'pending'");
        await ProcessCloud.UntilAsync(
            async () =>
            {
                await db.Database.ExecuteSqlRawAsync("update webhook_deliveries set due_at = now() where status = 'pending' and due_at > now()");
                return !await db.WebhookDeliveries.AnyAsync(d => d.Status == DeliveryStatus.Pending);
            },
            otherwise);
    }

    private static async Task<IReadOnlyList<string>> BrokenPromisesAsync(
        ProcessCloud cloud, IReadOnlyList<(AccountId Id, Promises Promises)> accounts, IReadOnlyDictionary<string, int> received)
    {
        var broken = new List<string>();
        await using var db = cloud.OpenDatabase();
        foreach (var (account, promises) in accounts)
        {
            broken.AddRange(await Verdict.BrokenPromisesAsync(db, account, promises));
            broken.AddRange(await Verdict.LostEventsAsync(db, account, received));
        }

        var hosts = await cloud.OpenHostsAsync();
        try
        {
            broken.AddRange(await cloud.ViolationsAsync(hosts));
            broken.AddRange(await ForeignBytes.FindAsync(db, hosts, [.. accounts.Select(a => a.Promises)]));
        }
        finally
        {
            foreach (var host in hosts.Values)
            {
                await host.DisposeAsync();
            }
        }

        return broken;
    }

    private static async Task<string> ToldAsync(ProcessCloud cloud, IReadOnlyList<(AccountId Id, Promises Promises)> accounts, AnswerLog answers)
    {
        await using var db = cloud.OpenDatabase();
        var errored = await db.Actions.Where(a => a.Status == ActionStatus.Errored).GroupBy(a => new { a.Type, a.ErrorCode })
            .Select(g => $"{g.Key.Type} {g.Key.ErrorCode} {g.Count()}").ToListAsync();
        var accepted = await db.Actions.GroupBy(a => new { a.ResourceType, a.Type }).Select(g => $"{g.Key.ResourceType} {g.Key.Type} {g.Count()}").ToListAsync();
        var slowest = await db.Runs.OrderByDescending(r => r.EndedAt).Select(r => $"{r.Pipeline}, {r.EndedAt - r.CreatedAt} after its order").FirstAsync();
        return $"{answers.All.Count} requests, {accounts.Sum(a => a.Promises.Actions.Count)} actions promised ({string.Join(", ", accepted.Order(StringComparer.Ordinal))}), "
            + $"errored: {string.Join(", ", errored)}; {answers.All.Count(a => a.Status == 503)} answers 503, {answers.All.Count(a => a.Status is null)} requests cut off; the last to end was {slowest}";
    }
}
