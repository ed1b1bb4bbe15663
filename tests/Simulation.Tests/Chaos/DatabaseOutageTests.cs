using System.Diagnostics;
using System.Net;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>PostgreSQL is stopped in the middle of everything, stays away longer than a lease, and comes back.</summary>
public sealed class DatabaseOutageTests
{
    private const int Customers = 4;
    private const int ActionsBefore = 30;

    /// <summary>What is promised is 5 s; a machine with other things to do gets more.</summary>
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromSeconds(30);

    /// <summary>For a step to notice that its lease has lapsed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Customers_are_asked_for_patience_workers_keep_their_hands_off_and_everything_resumes()
    {
        var seed = Budget.Seed;
        var answers = new AnswerLog();
        await using var cloud = await ProcessCloud.CreateAsync("nyc3-01", "nyc3-02");
        using var api = cloud.StartApi();
        using var first = cloud.StartWorker("nyc3-01");
        using var second = cloud.StartWorker("nyc3-02");
        var customers = new List<(AccountId Account, Customer Customer)>();
        for (var i = 0; i <= Customers; i++)
        {
            var (account, client) = await cloud.OpenAccountAsync($"customer-{i}", answers);
            customers.Add((account, new Customer($"customer-{i}", client, new Random(seed + i), new Promises())));
        }

        var visitor = customers[Customers].Customer;
        await cloud.UntilReadyAsync(visitor.Http);
        using var enough = new CancellationTokenSource();
        var lives = Task.WhenAll(customers.Take(Customers).Select(c => c.Customer.LiveAsync(enough.Token)));
        await ProcessCloud.UntilAsync(() => Task.FromResult(customers.Sum(c => c.Customer.Promises.Actions.Count) >= ActionsBefore), () => "nothing is accepted");

        var stopped = DateTimeOffset.UtcNow;
        await cloud.Database.StopAsync();
        await Task.Delay(ProcessCloud.Lease + Grace);
        var touched = LastWrites(cloud);
        await Task.Delay(stopped + Budget.Outage - DateTimeOffset.UtcNow is { Ticks: > 0 } rest ? rest : TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, await StatusOfAsync(visitor.Http, "/healthz"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusOfAsync(visitor.Http, "/readyz"));
        Assert.Equal(touched, LastWrites(cloud));     // no lease could be renewed, so no host was touched

        await cloud.Database.StartAsync();
        var (back, watch) = (DateTimeOffset.UtcNow, Stopwatch.StartNew());
        await ProcessCloud.UntilAsync(async () => await StatusOfAsync(visitor.Http, "/v2/account") == HttpStatusCode.OK, () => $"the API does not come back\n{api.Log}");
        var answered = watch.Elapsed;
        await UntilANewDropletIsActiveAsync(cloud, visitor);
        var resumed = watch.Elapsed;
        await enough.CancelAsync();
        await lives;
        await cloud.UntilNothingIsUnderWayAsync(() => $"seed {seed}: something is still under way\n{first.Log}\n{second.Log}");

        var during = answers.All.Where(a => a.SentAt >= stopped && a.SentAt <= back && a.Request != "GET /readyz").ToList();
        Console.WriteLine(
            $"seed {seed}: PostgreSQL away for {(back - stopped).TotalSeconds:0.0} s, {during.Count(a => a.Status == 503)} answers 503 of {during.Count} meanwhile, the slowest "
            + $"after {during.Max(a => a.Took).TotalSeconds:0.0} s; the API answered {answered.TotalSeconds:0.0} s after its return, a new droplet was active after "
            + $"{resumed.TotalSeconds:0.0} s; {customers.Sum(c => c.Customer.Promises.Actions.Count)} actions accepted in all");
        Assert.Contains(during, a => a.Status == 503);
        Assert.DoesNotContain(answers.Flaws, f => !f.Contains("GET /readyz", StringComparison.Ordinal));
        Assert.DoesNotContain(answers.All, a => a.Status is null && a.SentAt >= stopped);     // before, the API was starting
        Assert.True(resumed < ResumeLimit, $"nothing was done before {resumed}");

        await first.StopAsync();
        await second.StopAsync();
        await using var db = cloud.OpenDatabase();
        foreach (var (account, customer) in customers)
        {
            Assert.Empty(await Verdict.BrokenPromisesAsync(db, account, customer.Promises));
        }

        Assert.Empty(await db.Actions.Where(a => a.Status == ActionStatus.InProgress || a.ErrorCode == RunFailure.InternalErrorCode).ToListAsync());
        await ShouldBeCleanAsync(cloud);
    }

    private static DateTime[] LastWrites(ProcessCloud cloud) => [.. cloud.HostNames.Select(name => File.GetLastWriteTimeUtc(cloud.PhysicalVolume(name)))];

    private static async Task<HttpStatusCode> StatusOfAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    private static async Task UntilANewDropletIsActiveAsync(ProcessCloud cloud, Customer visitor)
    {
        var id = await visitor.Droplets.OrderAsync();
        Assert.NotNull(id);
        await using var db = cloud.OpenDatabase();
        await ProcessCloud.UntilAsync(
            () => db.Droplets.AnyAsync(d => d.Id == new DropletId(id.Value) && d.Status == DropletStatus.Active), () => $"droplet {id} never became active");
    }

    private static async Task ShouldBeCleanAsync(ProcessCloud cloud)
    {
        var hosts = await cloud.OpenHostsAsync();
        try
        {
            Assert.Empty(await cloud.ViolationsAsync(hosts));
        }
        finally
        {
            foreach (var host in hosts.Values)
            {
                await host.DisposeAsync();
            }
        }
    }
}
