using System.Diagnostics;
using System.Net.Http.Json;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// Customers live on while the API, two workers, PostgreSQL and their own receiver are killed, frozen and cut off under them. When it is
/// over, everything that was promised must have come true. <c>make chaos MINUTES=…</c> goes on for longer; <c>SEED=…</c> repeats
/// the dice, though not the machine's timing.
/// </summary>
public sealed class ChaosTests
{
    private const int Accounts = 3;
    private const int CustomersPerAccount = 2;
    private const int DisksRead = 6;
    private const string CleanHost = "nyc3-01";
    private const string TaintedHost = "nyc3-02";

    [Fact]
    public async Task Whatever_is_killed_frozen_or_cut_off_every_promise_is_kept()
    {
        var seed = Budget.Seed;
        var random = new Random(seed);
        var answers = new AnswerLog();
        await using var cloud = await ProcessCloud.CreateAsync(CleanHost, TaintedHost);
        Taint.Lay(cloud.PhysicalVolume(TaintedHost), ByteSize.FromGiB(ProcessCloud.HostDiskGib), random);
        await using var receiver = new Receiver();
        await receiver.StartAsync();
        await using var services = new Services(cloud);
        var customers = await MoveInAsync(cloud, answers, receiver, random);

        var misfortunes = new Misfortunes(cloud, services, receiver, answers, random);
        using (var enough = new CancellationTokenSource(Budget.Chaos))
        {
            await Task.WhenAll([misfortunes.BefallAsync(enough.Token), .. customers.Select(c => c.Customer.LiveAsync(enough.Token))]);
        }

        var calm = Stopwatch.StartNew();
        await cloud.UntilNothingIsUnderWayAsync(() => $"seed {seed}, {misfortunes.Told}: something is still under way\n{services.Logs}");
        var quiet = calm.Elapsed;
        await UntilEverythingIsDeliveredAsync(cloud, () => $"seed {seed}, {misfortunes.Told}: webhooks are not delivered\n{services.Logs}");
        await services.StopAsync();

        var broken = await BrokenPromisesAsync(cloud, customers, receiver);
        Console.WriteLine(
            $"chaos: seed {seed}, {misfortunes.Count} misfortunes ({misfortunes.Told}), {services.Starts} starts of 3 processes; {await ToldAsync(cloud, customers, answers)}; "
            + $"quiet {quiet.TotalSeconds:0.0} s after the last misfortune; {receiver.Taken.Count} messages received, {receiver.Taken.Values.Count(t => t > 1)} more than once");
        Assert.True(broken.Count == 0, $"seed {seed}, {misfortunes.Told}:\n{string.Join('\n', broken)}");
        Assert.DoesNotContain(answers.Flaws, flaw => !flaw.Contains("no answer", StringComparison.Ordinal));     // the API itself was frozen
        Assert.True(misfortunes.Count > 0 && customers.Sum(c => c.Customer.Promises.Actions.Count) > 0);
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
        ProcessCloud cloud, IReadOnlyList<(AccountId Account, Customer Customer)> customers, Receiver receiver)
    {
        var broken = new List<string>();
        await using var db = cloud.OpenDatabase();
        foreach (var (account, customer) in customers.DistinctBy(c => c.Account))
        {
            broken.AddRange(await Verdict.BrokenPromisesAsync(db, account, customer.Promises));
            broken.AddRange(await Verdict.LostEventsAsync(db, account, receiver.Taken));
        }

        var hosts = await cloud.OpenHostsAsync();
        try
        {
            broken.AddRange(await cloud.ViolationsAsync(hosts));
            broken.AddRange(await ForeignBytesAsync(cloud, hosts, customers));
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

    /// <summary>Reads disks to which nobody wrote a byte, those on the tainted host first.</summary>
    private static async Task<IReadOnlyList<string>> ForeignBytesAsync(
        ProcessCloud cloud, IReadOnlyDictionary<string, SimulatedHost> hosts, IReadOnlyList<(AccountId Account, Customer Customer)> customers)
    {
        var untouched = customers.SelectMany(c => c.Customer.Promises.NeverWritten).Distinct().Select(id => new DropletId(id)).ToList();
        await using var db = cloud.OpenDatabase();
        var droplets = await db.Droplets.AsNoTracking().Where(d => untouched.Contains(d.Id) && d.Status != DropletStatus.Destroyed).ToListAsync();
        var found = new List<string>();
        foreach (var droplet in droplets.OrderByDescending(d => d.HostName, StringComparer.Ordinal).Take(DisksRead))
        {
            await using var disk = await hosts[droplet.HostName].OpenAsync(droplet.VolumeId, default);
            if (await Taint.FirstForeignByteAsync(disk) is { } byteOfOthers)
            {
                found.Add($"droplet {droplet.Id} on {droplet.HostName} was never written to, and {byteOfOthers}");
            }
        }

        return found;
    }

    private static async Task<string> ToldAsync(ProcessCloud cloud, IReadOnlyList<(AccountId Account, Customer Customer)> customers, AnswerLog answers)
    {
        await using var db = cloud.OpenDatabase();
        var errored = await db.Actions.CountAsync(a => a.Status == ActionStatus.Errored);
        var creates = customers.Select(c => c.Customer.Promises).Distinct().Sum(p => p.Droplets.Count);
        var accepted = customers.Select(c => c.Customer.Promises).Distinct().Sum(p => p.Actions.Count);
        return $"{answers.All.Count} requests, {accepted} actions accepted ({creates} creates), {errored} of them errored, "
            + $"{answers.All.Count(a => a.Status == 503)} answers 503, {answers.All.Count(a => a.Status is null)} requests cut off";
    }
}
