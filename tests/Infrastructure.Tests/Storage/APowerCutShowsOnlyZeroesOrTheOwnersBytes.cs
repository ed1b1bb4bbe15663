using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>One history of a host, cut after every write, with none, all, a prefix or any subset of what was not flushed.</summary>
public sealed class APowerCutShowsOnlyZeroesOrTheOwnersBytes
{
    private const int Seed = 20131230;
    private const int WritesAfterTheCut = 60;
    private const int GoOnEvery = 5;

    private static readonly ByteSize Size = ByteSize.FromKiB(1280);   // 320 chunks: one exception area and a quarter
    private static readonly ByteSize Extent = ByteSize.FromKiB(64);
    private static readonly ByteSize Chunk = ByteSize.FromKiB(4);
    private static readonly ByteSize Store = CowStore.CoveringSize(Size, Chunk, Extent);

    [Fact]
    public async Task At_every_write_of_a_history_with_a_destroy_and_a_new_tenant()
    {
        var disk = new RecordingDisk((ByteSize.FromKiB(256) + (Store * 2)).Bytes);
        await using var host = await OpenAsync(disk);
        var born = disk.Position;
        var history = new CrashHistory(host, disk);
        await PlayAsync(host, history, new Random(Seed));

        var (random, states) = (new Random(Seed), 0);
        for (var cut = born; cut <= disk.Position; cut++)
        {
            foreach (var survives in PowerCuts.Survivors(disk.UnflushedAt(cut), random))
            {
                var left = new FaultyDisk(disk.AfterPowerCut(cut, survives));
                await using var after = await OpenAsync(left);
                await history.VerifyAsync(after, cut);
                if (states++ % GoOnEvery == 0)
                {
                    await GoOnAsync(after, left, random);
                }
            }
        }

        Assert.True(states > 200, $"only {states} states were looked at");
    }

    /// <summary>Life goes on after the cut: what is written then must not bring back what a torn write left.</summary>
    private static async Task GoOnAsync(SimulatedHost host, IRawDisk disk, Random random)
    {
        await foreach (var volume in host.ListVolumesAsync(default))
        {
            if (volume.State == ExtentState.Allocated)
            {
                await using var device = await host.OpenAsync(volume.Volume.Id, default);
                for (var i = 0; i < WritesAfterTheCut; i++)
                {
                    await device.WriteAsync(random.NextInt64(device.Length - 1), new byte[] { 0 }, default);
                }

                await device.FlushAsync(default);
                var before = await device.Sha256Async();
                await using var again = await OpenAsync(disk);
                await using var reopened = await again.OpenAsync(volume.Volume.Id, default);
                Assert.Equal(before, await reopened.Sha256Async());
            }
        }
    }

    private static async Task PlayAsync(SimulatedHost host, CrashHistory history, Random random)
    {
        var first = await history.CreateAsync(1, Size, Store);
        var second = await history.CreateAsync(2, Size, Store);
        await using (var device = await host.OpenAsync(first.Id, default))
        {
            await ScribbleAsync(device, first, history, random, writes: 12, longest: 9000);
        }

        // The second fills its first area and goes on in the next, in one batch across the border.
        await using (var device = await host.OpenAsync(second.Id, default))
        {
            await ScribbleAsync(device, second, history, random, writes: 8, longest: 3000);
            await history.WriteAsync(device, second, 8000, Bytes(second, random, 1_100_000));
            await history.FlushAsync(device, second);
            await ScribbleAsync(device, second, history, random, writes: 4, longest: 3000);
        }

        await history.QuarantineAsync(second);
        await host.DestroyAsync(second.Id);
        var third = await history.CreateAsync(3, Size, Store);
        await using (var device = await host.OpenAsync(third.Id, default))
        {
            await ScribbleAsync(device, third, history, random, writes: 12, longest: 5000);
        }
    }

    private static async Task ScribbleAsync(
        IBlockDevice device, CrashHistory.Tenant tenant, CrashHistory history, Random random, int writes, int longest)
    {
        for (var i = 0; i < writes; i++)
        {
            var data = Bytes(tenant, random, random.Next(1, longest));
            await history.WriteAsync(device, tenant, random.NextInt64(device.Length - data.Length), data);
            if (random.Next(3) == 0)
            {
                await history.FlushAsync(device, tenant);
            }
        }
    }

    private static byte[] Bytes(CrashHistory.Tenant tenant, Random random, int count)
    {
        var data = new byte[count];
        random.NextBytes(data);
        return Array.ConvertAll(data, b => tenant.ByteOf(b));
    }

    private static Task<SimulatedHost> OpenAsync(IRawDisk disk) => SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
    {
        Name = "crash",
        Disk = disk,
        ExtentBytes = Extent,
        ChunkBytes = Chunk,
        MetadataAreaBytes = ByteSize.FromKiB(256),
        FillPattern = HostRig.Secret,
    });
}
