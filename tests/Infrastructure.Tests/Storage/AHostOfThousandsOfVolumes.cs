using System.Diagnostics;
using CloudControl.Domain;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Testing.Storage;
using CloudControl.Testing.Storage.Decoder;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>How many volumes a metadata area describes, and what happens to the one too many.</summary>
public sealed class AHostOfThousandsOfVolumes : IDisposable
{
    /// <summary>Far more than it takes; a host that is slow at a thousand volumes takes minutes.</summary>
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(60);

    private static readonly ByteSize Extent = ByteSize.FromKiB(64);
    private static readonly ByteSize Chunk = ByteSize.FromKiB(4);
    private static readonly ByteSize Area = ByteSize.FromMiB(4);
    private static readonly ByteSize Size = Chunk;
    private static readonly ByteSize Store = CowStore.CoveringSize(Size, Chunk, Extent);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cc-thousands-");

    private string Image => Path.Combine(folder.FullName, "pv.img");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Is_full_at_the_limit_the_documentation_gives_and_nothing_is_lost()
    {
        List<VolumeId> held;
        await using (var host = await OpenAsync())
        {
            held = await CreateUntilFullAsync(host);

            Console.WriteLine($"a metadata area of {Area} describes {held.Count} volumes");

            // 4 MiB carry a quarter of what the 16 MiB of the default do, bar the lists a host keeps of itself.
            Assert.InRange(held.Count * 4, 6_500, 7_500);
            await using var device = await host.OpenAsync(held[^1], default);
            await device.WriteAsync(17, new byte[] { 17 }, default);
            await device.FlushAsync(default);
            await IsRefusedCleanlyAsync(host, held);
        }

        var watch = Stopwatch.StartNew();
        await using (var again = await OpenAsync())
        {
            Assert.True(watch.Elapsed < Quick, $"a host of {held.Count} volumes took {watch.Elapsed} to open");
            Assert.Equal(held, await ListAsync(again));
            await using (var device = await again.OpenAsync(held[^1], default))
            {
                Assert.Equal([17], await device.ReadAllAsync(17, 1));
            }

            // One leaves, one comes.
            await IsRefusedCleanlyAsync(again, held);
            await again.DestroyAsync(held[0]);
            Assert.True((await again.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, default)).IsOk);
        }

        using var disk = FileDisk.OpenOrCreate(Image, 1);
        Assert.Equal(held.Count, LvmImage.Read(disk.Read).Volumes.Count);
    }

    private static async Task IsRefusedCleanlyAsync(SimulatedHost host, List<VolumeId> held)
    {
        var (before, id) = (await host.GetCapacityAsync(default), VolumeId.New());
        Assert.IsType<MetadataAreaFull>((await host.CreateSparseVolumeAsync(id, Size, Store, default)).Error);
        Assert.Equal(before, await host.GetCapacityAsync(default));
        Assert.Null(host.Find(id));
        Assert.True((await host.CreateSparseVolumeAsync(held[0], Size, Store, default)).IsOk, "asking again for what is there is no new volume");
    }

    private static async Task<List<VolumeId>> CreateUntilFullAsync(SimulatedHost host)
    {
        var held = new List<VolumeId>();
        while (true)
        {
            var ids = Enumerable.Range(0, LayoutJournal.BatchLimit).Select(_ => VolumeId.New()).ToList();
            var answers = await Task.WhenAll(ids.Select(id => host.CreateSparseVolumeAsync(id, Size, Store, default)));
            held.AddRange(answers.Where(a => a.IsOk).Select(a => a.Value!.Id));
            if (answers.FirstOrDefault(a => !a.IsOk) is { Error: Error error })
            {
                Assert.IsType<MetadataAreaFull>(error);
                return held;
            }
        }
    }

    private static async Task<List<VolumeId>> ListAsync(SimulatedHost host)
    {
        var ids = new List<VolumeId>();
        await foreach (var volume in host.ListVolumesAsync(default))
        {
            ids.Add(volume.Volume.Id);
        }

        return ids;
    }

    private Task<SimulatedHost> OpenAsync() => SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
    {
        Name = "thousands",
        Path = Image,
        DiskBytes = Area + (Extent * 4_000),
        ExtentBytes = Extent,
        ChunkBytes = Chunk,
        MetadataAreaBytes = Area,
    });
}
