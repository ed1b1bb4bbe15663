using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing;
using CloudControl.Workers.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudControl.Workers.Tests.Hosts;

/// <summary>A database, a folder of hosts' disks, and workers that serve them and drive nothing.</summary>
internal sealed class ServedWorld(string connectionString) : IAsyncDisposable
{
    private readonly List<ServingWorker> workers = [];
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("cc-");

    public string Root => root.FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ServedWorld> CreateAsync(TestDatabase databases) => new(await databases.CloneAsync(Ct));

    /// <summary>Starts a worker. What changes in <paramref name="settings"/> later it reads later.</summary>
    public async Task<ServingWorker> StartAsync(string name, IDictionary<string, string?> settings)
    {
        var worker = new ServingWorker(connectionString, name, new Dictionary<string, string?>(settings) { ["Storage:DiskGib"] = "1" });
        workers.Add(worker);
        await worker.StartAsync(Ct);
        return worker;
    }

    public Task<ServingWorker> StartAsync(string name, string hosts, string folder = "hosts") =>
        StartAsync(name, new Dictionary<string, string?> { ["Storage:Hosts"] = hosts, ["Storage:Root"] = FolderOf(folder) });

    public string FolderOf(string name) => Path.Combine(Root, name);

    public async Task<Domain.Hosts.Host?> RowAsync(string name)
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(connectionString);
        await using var db = PersistenceServices.Open(database);
        return await db.Hosts.AsNoTracking().SingleOrDefaultAsync(h => h.Name == name, Ct);
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }

        root.Delete(recursive: true);
    }
}

/// <summary>As much of a worker as serves hosts.</summary>
internal sealed class ServingWorker : IAsyncDisposable
{
    private readonly IHost host;
    private bool ended;

    public ServingWorker(string connectionString, string name, IDictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddPersistence(connectionString)
            .AddRuns()
            .AddSingleton(new WorkerIdentity(name))
            .AddSingleton<OpenExports>()
            .AddSingleton<IRunDispatcher, NoEngine>()
            .AddStorageHosts(builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>()!);
        host = builder.Build();
    }

    public IReadOnlyList<string> Serves => Get<StorageHosts>().Names;

    public T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public void Set(string key, string value) => ((IConfigurationRoot)Get<IConfiguration>())[key] = value;

    public Task StartAsync(CancellationToken ct) => host.StartAsync(ct);

    public async Task StopAsync()
    {
        ended = true;
        await host.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!ended)
        {
            await StopAsync();
        }

        host.Dispose();
    }

    private sealed class NoEngine : IRunDispatcher
    {
        public string EngineName => "none";

        public Task DispatchAsync(RunId run, CancellationToken ct) => Task.CompletedTask;
    }
}
