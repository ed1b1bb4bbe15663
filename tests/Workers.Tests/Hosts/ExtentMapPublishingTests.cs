using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing;
using CloudControl.Testing.Storage;
using CloudControl.Workers.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudControl.Workers.Tests.Hosts;

public sealed class ExtentMapPublishingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string HostName = "nyc3-01";
    private static readonly ByteSize Extent = ByteSize.FromKiB(256);

    [Fact]
    public async Task A_map_follows_its_host_and_is_written_only_when_it_changed()
    {
        var clock = new FakeTimeProvider();
        await using var services = new ServiceCollection().AddPersistence(database.ConnectionString).BuildServiceProvider();
        var databases = services.GetRequiredService<IDbContextFactory<CloudControlDb>>();
        using var disk = new FaultyDisk(ByteSize.FromMiB(16).Bytes);
        await using var host = await SimulatedHost.OpenOrCreateAsync(
            new SimulatedHostOptions
            {
                Name = HostName,
                Disk = disk,
                ExtentBytes = Extent,
                ChunkBytes = ByteSize.FromKiB(4),
                MetadataAreaBytes = ByteSize.FromMiB(1),
            },
            default);
        var hosts = new StorageHosts();
        hosts.Add(HostName, host);
        var capacity = await host.GetCapacityAsync(default);
        var entry = Domain.Hosts.Host.Register(HostName, "nyc3", capacity.ExtentBytes, 4096, capacity.TotalExtents, DateTimeOffset.UtcNow);
        await new HostRegister(services.GetRequiredService<Npgsql.NpgsqlDataSource>(), WorkerIdentity.OfThisProcess).EnterAsync(entry, "here", default);
        using var publishing = new ExtentMapPublishing(hosts, databases, clock, NullLogger<ExtentMapPublishing>.Instance);

        await publishing.PublishAsync(default);
        var empty = await StoredAsync(databases);
        Assert.Equal(ExtentState.Free, Assert.Single(empty.Runs).State);

        clock.Advance(TimeSpan.FromMinutes(1));
        await publishing.PublishAsync(default);
        Assert.Equal(empty.TakenAt, (await StoredAsync(databases)).TakenAt);

        var volume = VolumeId.New();
        var created = await host.CreateSparseVolumeAsync(volume, ByteSize.FromMiB(1), new ByteSize(Extent.Bytes * 6), default);
        Assert.Null(created.Error);
        await publishing.PublishAsync(default);
        var allocated = await StoredAsync(databases);
        Assert.Equal(6, allocated.Runs.Where(r => r.State == ExtentState.Allocated).Sum(r => r.Count));
        Assert.Equal(clock.GetUtcNow(), allocated.TakenAt);

        await host.QuarantineAsync(volume, default);
        await publishing.PublishAsync(default);
        Assert.Equal(6, (await StoredAsync(databases)).Runs.Where(r => r.State == ExtentState.Quarantined).Sum(r => r.Count));
    }

    private static async Task<HostExtents> StoredAsync(IDbContextFactory<CloudControlDb> databases)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await db.HostExtents.AsNoTracking().SingleAsync(m => m.HostName == HostName);
    }
}
