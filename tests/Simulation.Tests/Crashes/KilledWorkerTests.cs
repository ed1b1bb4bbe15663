using System.Net.Http.Headers;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Sizes;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Simulation.Tests.Cloud;
using CloudControl.Testing;
using CloudControl.Testing.Invariants;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Simulation.Tests.Crashes;

/// <summary>A worker process is killed at random moments; the next one finishes what it began.</summary>
public sealed class KilledWorkerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int Droplets = 50;
    private const int Kills = 3;
    private const int LongestLifeMilliseconds = 1500;
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly string root = Directory.CreateTempSubdirectory("cloudcontrol-test-").FullName;
    private NpgsqlDataSource dataSource = null!;
    private CustomerClient client = null!;
    private WebApplicationFactory<Api.Program> api = null!;

    private string PhysicalVolume => Path.Combine(root, "hosts", CloudUnderTest.HostName, "pv.img");

    public async ValueTask InitializeAsync()
    {
        dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        await using var db = PersistenceServices.Open(dataSource);
        var account = Account.Open("customer", "customer@example.com", DateTimeOffset.UtcNow, dropletLimit: 3 * Droplets);
        var (token, secret) = ApiToken.Issue(account.Id, "test", DateTimeOffset.UtcNow);
        db.AddRange(account, token, DropletSize.Of(CloudUnderTest.Size, 512, 1, diskGib: 1, 0.5m, 4.0m, 0.00595m, "for tests"));
        await db.SaveChangesAsync();

        api = new WebApplicationFactory<Api.Program>().WithWebHostBuilder(host => host
            .UseEnvironment("Development")
            .UseSetting("ConnectionStrings:CloudControl", database.ConnectionString)
            .UseSetting("Logging:LogLevel:Default", "Warning"));
        var http = api.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        client = new CustomerClient(http);
    }

    [Fact]
    public async Task Every_action_ends_and_nothing_is_left_over()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        var worker = StartWorker();
        try
        {
            var former = await CreateAllAsync("former");
            var destroys = Parallel.ForEachAsync(former, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (id, _) => await client.DestroyAsync(id));
            var creates = OrderAllAsync("latter");
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(random.Next(LongestLifeMilliseconds));
                worker.Kill();
                worker.Dispose();
                worker = StartWorker();
            }

            await Task.WhenAll(destroys, creates);
            await UntilNothingIsUnderWayAsync(worker, seed);
            await worker.StopAsync();
        }
        finally
        {
            worker.Dispose();
        }

        await ShouldBeCleanAsync(seed);
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await dataSource.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    private CloudProcess StartWorker() => CloudProcess.StartWorker(
        "--environment", "Development", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning",
        "--ConnectionStrings:CloudControl", database.ConnectionString, "--Storage:Root", Path.Combine(root, "hosts"),
        "--Storage:Hosts", CloudUnderTest.HostName, "--Storage:DiskGib", "256",
        "--Runs:Lease", "00:00:02", "--Runs:Heartbeat", "00:00:00.4");

    private async Task<IReadOnlyList<long>> CreateAllAsync(string name)
    {
        await UntilHostServesAsync();
        var ids = await OrderAllAsync(name);
        foreach (var id in ids)
        {
            await client.WaitForAsync($"/v2/droplets/{id}", "droplet", "active");
        }

        return ids;
    }

    private async Task<IReadOnlyList<long>> OrderAllAsync(string name)
    {
        var ids = new long[Droplets];
        await Parallel.ForAsync(0, Droplets, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) =>
            ids[i] = await client.OrderAsync($"{name}-{i}"));
        return ids;
    }

    private Task UntilHostServesAsync() => UntilAsync(db => db.Hosts.AnyAsync(), () => "no worker entered its host");

    private Task UntilNothingIsUnderWayAsync(CloudProcess worker, int seed) => UntilAsync(
        async db => !await db.Actions.AnyAsync(a => a.Status == ActionStatus.InProgress) && !await db.Runs.AnyAsync(r => r.EndedAt == null),
        () => $"seed {seed}: something is still under way\n{worker.Log}");

    private async Task UntilAsync(Func<CloudControlDb, Task<bool>> holds, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(WaitLimit);
        while (true)
        {
            await using var db = PersistenceServices.Open(dataSource);
            if (await holds(db))
            {
                return;
            }

            Assert.False(limit.IsCancellationRequested, limit.IsCancellationRequested ? otherwise() : null);
            await Task.Delay(PollInterval);
        }
    }

    private async Task ShouldBeCleanAsync(int seed)
    {
        await using var host = await SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions { Name = CloudUnderTest.HostName, Path = PhysicalVolume });
        var hosts = new Dictionary<string, IStorageHost> { [CloudUnderTest.HostName] = host };
        var violations = await new CleanSlate(dataSource, hosts).ViolationsAsync(default);
        Assert.True(violations.Count == 0, $"seed {seed}:\n{string.Join('\n', violations)}");

        await using var db = PersistenceServices.Open(dataSource);
        var ended = await db.Actions.CountAsync(a => a.Status == ActionStatus.Completed);
        Assert.Equal(3 * Droplets, ended);
    }
}
