using System.Buffers.Binary;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Testing.Storage;
using CloudControl.Testing.Storage.Decoder;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>
/// A volume that grows twice over a fragmented, dirty disk, cut after every write. Each chunk of the disk carries records of a
/// former owner that would be believed if it were ever taken for an exception area.
/// </summary>
public sealed class APowerCutDuringAnExtensionShowsOnlyZeroesOrTheOwnersBytes
{
    private const int Seed = 20131231;
    private const byte FormerOwner = 0xF5;

    private static readonly ByteSize Extent = ByteSize.FromKiB(64);
    private static readonly ByteSize Chunk = ByteSize.FromKiB(4);
    private static readonly ByteSize Born = ByteSize.FromKiB(960);    // 240 chunks
    private static readonly ByteSize Grown = ByteSize.FromKiB(1152);  // 288: the first area fills, the second lies in what was added
    private static readonly ByteSize Last = ByteSize.FromKiB(1408);
    private static readonly ByteSize Neighbour = ByteSize.FromKiB(128);

    [Fact]
    public async Task At_every_write_of_a_history_with_two_extensions()
    {
        var disk = new RecordingDisk((ByteSize.FromKiB(256) + StoreFor(Last) + (StoreFor(Neighbour) * 2)).Bytes);
        await using (await OpenAsync(disk))
        {
            await LeaveFormerOwnersRecordsAsync(disk);
        }

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
                Assert.Empty(await DecoderComparison.DifferencesAsync(after, LvmImage.Read(left.Read), default));
                states++;
            }
        }

        Assert.True(states > 100, $"only {states} states were looked at");
    }

    private static async Task PlayAsync(SimulatedHost host, CrashHistory history, Random random)
    {
        var growing = await history.CreateAsync(1, Born, StoreFor(Born));
        var between = await history.CreateAsync(2, Neighbour, StoreFor(Neighbour));
        await using var device = await host.OpenAsync(growing.Id, default);
        await history.WriteAsync(device, growing, 0, Bytes(growing, random, (int)Born.Bytes));
        await history.ExtendAsync(growing, Grown, StoreFor(Grown));
        await history.FlushAsync(device, growing);
        await history.WriteAsync(device, growing, Born.Bytes - 100, Bytes(growing, random, 130_000));
        await history.FlushAsync(device, growing);
        await using (var other = await host.OpenAsync(between.Id, default))
        {
            await history.WriteAsync(other, between, 5000, Bytes(between, random, 9000));
            await history.FlushAsync(other, between);
        }

        await history.ExtendAsync(growing, Last, StoreFor(Last));
        await history.WriteAsync(device, growing, Last.Bytes - 3000, Bytes(growing, random, 3000));
        await history.FlushAsync(device, growing);
        await history.QuarantineAsync(growing);
        await host.DestroyAsync(growing.Id);
        var third = await history.CreateAsync(3, Born, StoreFor(Born));
        await history.ExtendAsync(third, Grown, StoreFor(Grown));
    }

    private static async Task LeaveFormerOwnersRecordsAsync(RecordingDisk disk)
    {
        var start = ByteSize.FromKiB(256).Bytes;
        var chunk = new byte[Chunk.Bytes];
        chunk.AsSpan().Fill(FormerOwner);
        for (var i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan(16 * i), 250 + (4 * i));
            BinaryPrimitives.WriteInt64LittleEndian(chunk.AsSpan((16 * i) + 8), 260 + (3 * i));
        }

        chunk.AsSpan(16 * 8, 16).Clear();
        for (var at = start; at < disk.Length; at += chunk.Length)
        {
            disk.Write(at, chunk);
        }

        await new SharedFlush(disk).FlushAsync();
    }

    private static byte[] Bytes(CrashHistory.Tenant tenant, Random random, int count)
    {
        var data = new byte[count];
        random.NextBytes(data);
        return Array.ConvertAll(data, b => tenant.ByteOf(b));
    }

    private static ByteSize StoreFor(ByteSize disk) => CowStore.CoveringSize(disk, Chunk, Extent);

    private static Task<SimulatedHost> OpenAsync(IRawDisk disk) => SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
    {
        Name = "crash",
        Disk = disk,
        ExtentBytes = Extent,
        ChunkBytes = Chunk,
        MetadataAreaBytes = ByteSize.FromKiB(256),
        FillPattern = FormerOwner,
    });
}
