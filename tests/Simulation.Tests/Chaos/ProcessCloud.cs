using CloudControl.Domain.Accounts;
using CloudControl.Domain.Sizes;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Simulation.Tests.Cloud;
using CloudControl.Testing.Invariants;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// A whole cloud of real processes, each of which the test may stop: PostgreSQL, the API at a fixed address, workers. Leases are short,
/// so that what takes a quarter of a minute in production takes two seconds here.
/// </summary>
internal sealed class ProcessCloud : IAsyncDisposable
{
    public const string Region = "nyc3";

    /// <summary>Where images are copied to.</summary>
    public const string OtherRegion = "sfo3";

    /// <summary>Sizes made for tests: 1 and 2 GiB of disk.</summary>
    public const string Small = "test-1gib";
    public const string Large = "test-2gib";

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    private const int DropletLimit = 10_000;
    public const int HostDiskGib = 64;
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Every line of a log with its time: by the process's own clock.</summary>
    private static readonly string[] Times = ["--Logging:Console:FormatterName", "simple", "--Logging:Console:FormatterOptions:TimestampFormat", "HH:mm:ss.fff "];

    private readonly string root = Directory.CreateTempSubdirectory("ccc-").FullName;
    private readonly string address;
    private NpgsqlDataSource dataSource = null!;

    private ProcessCloud(IReadOnlyList<string> hostNames)
    {
        HostNames = hostNames;
        address = $"http://127.0.0.1:{LastingPort.Choose()}";
    }

    public DatabaseProcess Database { get; private set; } = null!;

    /// <summary>Where the processes' files are.</summary>
    public string Folder => root;

    /// <summary>The file system of the host whose disk can be full; null when none was asked for, or none may be mounted.</summary>
    public LimitedFolder? LimitedHost { get; private set; }

    public IReadOnlyList<string> HostNames { get; }

    public static async Task<ProcessCloud> CreateAsync(params string[] hostNames)
    {
        var cloud = new ProcessCloud(hostNames);
        var clock = new SteppedClock(Path.Combine(cloud.root, "database.clock"));
        clock.Set(TimeSpan.Zero);
        cloud.Database = await DatabaseProcess.CreateAsync(clock);
        cloud.dataSource = NpgsqlDataSource.Create(cloud.Database.ConnectionString + ";Pooling=false");     // no connection of an earlier life
        await using var db = cloud.OpenDatabase();
        db.AddRange(
            DropletSize.Of(Small, 512, 1, diskGib: 1, 0.5m, 4.0m, 0.00595m, "for tests"),
            DropletSize.Of(Large, 1024, 1, diskGib: 2, 1m, 8.0m, 0.0119m, "for tests"));
        await db.SaveChangesAsync();
        return cloud;
    }

    /// <summary>From now on that host's disk can be full. Before anybody serves it.</summary>
    public void LimitHost(string name) =>
        LimitedHost = LimitedFolder.TryMount(Directory.CreateDirectory(Path.GetDirectoryName(PhysicalVolume(name))!).FullName);

    public CloudProcess StartApi() => CloudProcess.StartApi(ApiSettings(Database.ConnectionString));

    public CloudProcess StartApi(Habitat habitat) =>
        CloudProcess.Start("API", typeof(Api.Program), ApiSettings(habitat.ConnectionString), habitat.Clock.Environment, habitat.LogFile);

    public CloudProcess StartWorker(params string[] hostNames) => CloudProcess.StartWorker(WorkerSettings(Database.ConnectionString, hostNames));

    public CloudProcess StartWorker(Habitat habitat, params string[] hostNames) => CloudProcess.Start(
        "worker", typeof(Workers.Program), WorkerSettings(habitat.ConnectionString, hostNames), habitat.Clock.Environment, habitat.LogFile);

    private string[] ApiSettings(string connectionString) =>
    [
        .. Times, "--environment", "Development", "--urls", address, "--Logging:LogLevel:Default", "Warning", "--ConnectionStrings:CloudControl", connectionString,
    ];

    private string[] WorkerSettings(string connectionString, string[] hostNames) =>
    [
        .. Times, "--environment", "Development", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning",
        "--ConnectionStrings:CloudControl", connectionString, "--Storage:Root", Path.Combine(root, "hosts"),
        "--Storage:Hosts", string.Join(',', hostNames.Length > 0 ? hostNames : HostNames), "--Storage:DiskGib", $"{HostDiskGib}",
        "--Reconcilers:Interval", "00:00:02", "--Reconcilers:IdleAfter", "10.00:00:00",     // looks often, and never has leisure, whatever its clock says
        "--Logging:LogLevel:CloudControl.Workers.Hosts.HostServing", "Information", "--Runs:Lease", $"{Lease}", "--Runs:Heartbeat", "00:00:00.4",
    ];

    public string PhysicalVolume(string hostName) => Path.Combine(root, "hosts", hostName, "pv.img");

    public CloudControlDb OpenDatabase() => PersistenceServices.Open(dataSource);

    /// <summary>An account and its client, which keeps a log of what it was answered.</summary>
    public async Task<(AccountId Account, HttpClient Client)> OpenAccountAsync(string name, AnswerLog answers)
    {
        var account = Account.Open(name, $"{name}@example.com", DateTimeOffset.UtcNow, dropletLimit: DropletLimit);
        var (token, secret) = ApiToken.Issue(account.Id, "test", DateTimeOffset.UtcNow);
        await using var db = OpenDatabase();
        db.AddRange(account, token);
        await db.SaveChangesAsync();
        return (account.Id, answers.ClientOf(address, secret));
    }

    /// <summary>Waits until the API answers and every host is served.</summary>
    public async Task UntilReadyAsync(HttpClient client) => await UntilAsync(
        async () =>
        {
            using var answer = await client.GetAsync("/v2/account");
            await using var db = OpenDatabase();
            return answer.IsSuccessStatusCode && await db.Hosts.CountAsync() == HostNames.Count;
        },
        () => "the cloud did not start");

    /// <summary>Waits for a state, as long as a loaded machine may need. Who cannot be asked is not there yet.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(WaitLimit);
        while (!await AskAsync(holds))
        {
            Assert.False(limit.IsCancellationRequested, limit.IsCancellationRequested ? otherwise() : null);
            await Task.Delay(PollInterval);
        }
    }

    private static async Task<bool> AskAsync(Func<Task<bool>> holds)
    {
        try
        {
            return await holds();
        }
        catch (Exception e) when (e is HttpRequestException || DatabaseAway.IsCauseOf(e))
        {
            return false;
        }
    }

    public Task UntilNothingIsUnderWayAsync(Func<string> otherwise) => UntilAsync(
        async () =>
        {
            await using var db = OpenDatabase();
            return !await db.Runs.AnyAsync(r => r.EndedAt == null);
        },
        () => $"{otherwise()}\n{OpenRuns()}");

    /// <summary>Every run that has not ended and why, with the database's time.</summary>
    private string OpenRuns()
    {
        using var db = OpenDatabase();
        var now = db.Database.SqlQuery<DateTime>($"select now() as \"Value\"").Single();
        var runs = db.Runs.AsNoTracking().Where(r => r.EndedAt == null).OrderBy(r => r.CreatedAt).ToList();
        return $"at {now:HH:mm:ss.f} open: " + string.Join('\n', runs.Select(r =>
            $"{r.Pipeline} of {r.Subject} on {r.Queue}, {r.Status} at step {r.StepIndex} ({r.Reason}), ordered {r.CreatedAt:HH:mm:ss.f}, due {r.DueAt:HH:mm:ss.f}, "
            + $"handed out {r.DispatchedAt:HH:mm:ss.f}, leased by {r.LeaseOwner} until {r.LeaseUntil:HH:mm:ss.f}, {r.Attempt} attempts, {r.Failures} failures"));
    }

    /// <summary>Opens every host, with no worker left to serve it.</summary>
    public async Task<IReadOnlyDictionary<string, SimulatedHost>> OpenHostsAsync()
    {
        var hosts = new Dictionary<string, SimulatedHost>();
        foreach (var name in HostNames)
        {
            hosts.Add(name, await SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions { Name = name, Path = PhysicalVolume(name) }));
        }

        return hosts;
    }

    /// <summary>Every sentence of <see cref="CleanSlate"/> that is not true of these hosts.</summary>
    public Task<IReadOnlyList<string>> ViolationsAsync(IReadOnlyDictionary<string, SimulatedHost> hosts) =>
        new CleanSlate(dataSource, hosts.ToDictionary(h => h.Key, h => (IStorageHost)h.Value)).ViolationsAsync(default);

    public async ValueTask DisposeAsync()
    {
        await dataSource.DisposeAsync();
        await Database.DisposeAsync();
        LimitedHost?.Dispose();
        Directory.Delete(root, recursive: true);
    }
}
