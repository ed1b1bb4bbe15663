using CloudControl.Domain.Accounts;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing;
using CloudControl.Testing.Storage;
using CloudControl.Workers.Hosts;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Reconcilers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Workers.Tests.Reconcilers;

/// <summary>One host on a disk that tests may look at, its row, an account whose volumes lie on it, and a worker without a pump.</summary>
internal sealed class ReconciledHost : IAsyncDisposable
{
    public const string Name = "nyc3-01";
    public const byte Written = 0xA5;

    private const int MostRounds = 100;
    private static readonly ByteSize Extent = ByteSize.FromKiB(256);
    private static readonly ByteSize VolumeDisk = ByteSize.FromMiB(1);

    private readonly Account account = Account.Open("Ada", "ada@example.com", DateTimeOffset.UtcNow);
    private readonly ServiceProvider services;

    private ReconciledHost(string connectionString, FaultyDisk disk, SimulatedHost host, TimeSpan idleAfter)
    {
        (Disk, Host) = (disk, host);
        var hosts = new StorageHosts();
        hosts.Add(Name, host);
        services = new ServiceCollection().AddLogging().AddPersistence(connectionString).AddRuns(new RunOptions()).AddPipelineEngine()
            .AddSingleton(hosts).AddDropletPipelines().AddReconcilers(new ReconcilerOptions { IdleAfter = idleAfter })
            .BuildServiceProvider();
    }

    public FaultyDisk Disk { get; }

    public SimulatedHost Host { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="databases">Where the host gets a database of its own.</param>
    /// <param name="idleAfter">When the host counts as idle; at once unless said.</param>
    public static async Task<ReconciledHost> StartAsync(TestDatabase databases, TimeSpan idleAfter = default)
    {
        var disk = new FaultyDisk(ByteSize.FromMiB(16).Bytes);
        var host = await SimulatedHost.OpenOrCreateAsync(
            new SimulatedHostOptions
            {
                Name = Name,
                Disk = disk,
                ExtentBytes = Extent,
                ChunkBytes = ByteSize.FromKiB(4),
                MetadataAreaBytes = ByteSize.FromMiB(1),
            },
            Ct);
        var world = new ReconciledHost(await databases.CloneAsync(Ct), disk, host, idleAfter);
        var capacity = await host.GetCapacityAsync(Ct);
        await new HostRegister(world.services.GetRequiredService<NpgsqlDataSource>(), WorkerIdentity.OfThisProcess).EnterAsync(
            Domain.Hosts.Host.Register(Name, "nyc3", capacity.ExtentBytes, (int)ByteSize.FromKiB(4).Bytes, capacity.TotalExtents, DateTimeOffset.UtcNow), "here", Ct);
        await world.ChangeAsync(db => db.Add(world.account));
        return world;
    }

    /// <summary>One pass of the reconcilers.</summary>
    public Task LookAsync() => services.GetRequiredService<HostReconciliation>().ReconcileAsync(Name, Ct);

    /// <summary>A volume as an order makes it: paid for, laid, written from end to end, ready.</summary>
    public async Task<VolumeId> LayAsync()
    {
        var volume = await OrderAsync();
        Assert.True((await Host.CreateSparseVolumeAsync(volume.Id, volume.Disk, volume.CowStore, Ct)).IsOk);
        await using var device = await Host.OpenAsync(volume.Id, Ct);
        await device.WriteAsync(0, Enumerable.Repeat(Written, (int)device.Length).ToArray(), Ct);
        await device.FlushAsync(Ct);
        await ChangeAsync(db => db.Volumes.Single(v => v.Id == volume.Id).BecomeReady(device.ChunksWritten));
        return volume.Id;
    }

    /// <summary>A volume that is paid for and not yet laid.</summary>
    public async Task<Volume> OrderAsync()
    {
        await using var db = Open();
        var row = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == Name, Ct);
        var volume = Volume.OrderForImage(VolumeId.New(), account.Id, new ImageId(100), row, VolumeDisk, source: VolumeId.New(), DateTimeOffset.UtcNow);
        Assert.True(await ExtentAccount.TryTakeAsync(db, volume, Ct));
        db.Add(volume);
        await db.SaveChangesAsync(Ct);
        return volume;
    }

    /// <summary>A volume's whole life, and at its end a customer who does not want it scrubbed: its bytes stay on free extents.</summary>
    public async Task LeaveDirtyExtentsAsync()
    {
        var id = await LayAsync();
        await Host.QuarantineAsync(id, Ct);
        await Host.ReleaseAsync(id, ReleaseGrounds.Declined(new ScrubDeclined(id, Guid.NewGuid(), DateTimeOffset.UtcNow)), Ct);
        await GiveBackInTheDatabaseAsync(id);
    }

    public async Task GiveBackInTheDatabaseAsync(VolumeId id)
    {
        await using var db = Open();
        await ExtentAccount.GiveBackAsync(db, id, DateTimeOffset.UtcNow, Ct);
    }

    /// <summary>Drives what is open, waits included, until nothing is or <paramref name="rounds"/> are over.</summary>
    public async Task DriveAsync(int rounds = MostRounds)
    {
        var driver = services.GetRequiredService<IRunDriver>();
        for (var round = 0; round < rounds && await OpenRunsAsync() is { Count: > 0 } open; round++)
        {
            await ChangeAsync(db => db.Database.ExecuteSql($"update runs set due_at = now() where ended_at is null"));
            foreach (var run in open)
            {
                await driver.DriveAsync(run.Id, Ct);
            }
        }
    }

    public Task<List<PipelineRun>> OpenRunsAsync() => ReadAsync(db => db.Runs.Where(r => r.EndedAt == null).ToListAsync(Ct));

    /// <summary>What is found now, as <c>kind subject</c>.</summary>
    public Task<List<string>> FindingsAsync() => ReadAsync(async db =>
        (await db.HostFindings.ToListAsync(Ct)).Select(f => $"{f.Kind} {f.Subject}").Order(StringComparer.Ordinal).ToList());

    public Task<Host> RowAsync() => ReadAsync(db => db.Hosts.SingleAsync(h => h.Name == Name, Ct));

    public async Task<T> ReadAsync<T>(Func<CloudControlDb, Task<T>> read)
    {
        await using var db = Open();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(db);
    }

    public async Task ChangeAsync(Action<CloudControlDb> change)
    {
        await using var db = Open();
        change(db);
        await db.SaveChangesAsync(Ct);
    }

    /// <summary>Bytes of the disk's extents, beneath every map, that are not zero.</summary>
    public int ForeignBytes() => Disk.Raw[(int)ByteSize.FromMiB(1).Bytes..].Length - Disk.Raw[(int)ByteSize.FromMiB(1).Bytes..].Count((byte)0);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Host.DisposeAsync();
        Disk.Dispose();
    }

    private CloudControlDb Open() => PersistenceServices.Open(services.GetRequiredService<NpgsqlDataSource>());
}
