using System.Net.Http.Headers;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Sizes;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing;
using CloudControl.Testing.Invariants;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>A whole cloud for one test class: API, workers and PostgreSQL, with one small host in nyc3 and droplets of 1 GiB.</summary>
public class CloudUnderTest(PostgresServer server) : IAsyncLifetime
{
    public const string HostName = "nyc3-01";
    public const string Region = "nyc3";

    /// <summary>A size made for tests: 1 GiB of disk.</summary>
    public const string Size = "test-1gib";

    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly TestDatabase database = new(server);
    private readonly string root = Directory.CreateTempSubdirectory("cloudcontrol-test-").FullName;
    private WebApplicationFactory<Api.Program>? api;
    private readonly List<WebApplication> workers = [];
    private NpgsqlDataSource? dataSource;
    private string token = "";

    /// <summary>GiB of the host's disk. A droplet takes 257 extents of 4 MiB; 16 MiB are the metadata area's.</summary>
    protected virtual int HostDiskGib => 16;

    /// <summary>The physical volume's file, below every map.</summary>
    public string PhysicalVolume => Path.Combine(root, "hosts", HostName, "pv.img");

    /// <summary>The hosts of this cloud, separated by commas.</summary>
    protected virtual string HostNames => HostName;

    /// <summary>Which of them each worker serves, separated by commas.</summary>
    protected virtual IReadOnlyList<string> HostsOfWorkers => [HostNames];

    public IStorageHost Host => HostNamed(HostName);

    public CustomerClient Client { get; private set; } = null!;

    public IStorageHost HostNamed(string name) =>
        workers.Select(worker => worker.Services.GetRequiredService<StorageHosts>()).Single(hosts => hosts.Serves(name))[name];

    public CloudControlDb OpenDatabase() => PersistenceServices.Open(dataSource!);

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        await using (var db = OpenDatabase())
        {
            var account = Account.Open("customer", "customer@example.com", DateTimeOffset.UtcNow);
            (var issued, token) = ApiToken.Issue(account.Id, "test", DateTimeOffset.UtcNow);
            db.AddRange(account, issued, DropletSize.Of(Size, 512, 1, diskGib: 1, 0.5m, 4.0m, 0.00595m, "for tests"));
            await db.SaveChangesAsync();
        }

        await StartWorkersAsync();
        api = new WebApplicationFactory<Api.Program>().WithWebHostBuilder(host => host
            .UseEnvironment("Development")
            .UseSetting("ConnectionStrings:CloudControl", database.ConnectionString)
            .UseSetting("Logging:LogLevel:Default", "Warning"));
        var http = api.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Client = new CustomerClient(http);
    }

    public async Task StartWorkersAsync()
    {
        foreach (var hosts in HostsOfWorkers)
        {
            var worker = Workers.Program.Build(
            [
                "--environment", "Development", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning",
                "--ConnectionStrings:CloudControl", database.ConnectionString, "--Storage:Root", Path.Combine(root, "hosts"),
                "--Storage:Hosts", hosts, "--Storage:DiskGib", $"{HostDiskGib}",
            ]);
            workers.Add(worker);
            await worker.StartAsync();
        }
    }

    public async Task StopWorkersAsync()
    {
        foreach (var worker in workers)
        {
            await worker.StopAsync();
            await worker.DisposeAsync();
        }

        workers.Clear();
    }

    /// <summary>Waits until every run has ended, those nobody watches included.</summary>
    public async Task UntilNothingIsUnderWayAsync()
    {
        using var limit = new CancellationTokenSource(WaitLimit);
        await using var db = OpenDatabase();
        while (await db.Runs.AnyAsync(r => r.EndedAt == null, limit.Token))
        {
            await Task.Delay(PollInterval, limit.Token);
        }
    }

    /// <summary>Fails with every sentence of <see cref="CleanSlate"/> that is not true.</summary>
    public async Task ShouldBeCleanAsync()
    {
        // An action's end is seen a moment before its run's.
        await Eventually.HoldsAsync(async () =>
        {
            await using var db = OpenDatabase();
            return !await db.Runs.AnyAsync(run => run.EndedAt == null);
        });
        var hosts = HostNames.Split(',').ToDictionary(name => name, HostNamed);
        Assert.Empty(await new CleanSlate(dataSource!, hosts).ViolationsAsync(default));
    }

    public async ValueTask DisposeAsync()
    {
        await StopWorkersAsync();
        if (api is not null)
        {
            await api.DisposeAsync();
        }

        await dataSource!.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(root, recursive: true);
        GC.SuppressFinalize(this);
    }
}
