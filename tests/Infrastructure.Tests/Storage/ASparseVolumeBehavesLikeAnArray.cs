using CloudControl.Domain.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>Random operations on volumes of one host, beside arrays of bytes that must always agree.</summary>
public sealed class ASparseVolumeBehavesLikeAnArray
{
    private const int Operations = 400;

    private static readonly ByteSize Size = ByteSize.FromMiB(2);
    private static readonly ByteSize Store = CowStore.CoveringSize(Size, SimulatedRig.Chunk, SimulatedRig.Extent);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Under_writes_reads_flushes_and_reopens(int seed)
    {
        var random = new Random(seed);
        await using var rig = await SimulatedRig.StartAsync();
        Dictionary<VolumeId, byte[]> model = [];
        for (var i = 0; i < 3; i++)
        {
            var created = await rig.Port.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, default);
            model[created.Value!.Id] = new byte[Size.Bytes];
        }

        for (var i = 0; i < Operations; i++)
        {
            var id = model.Keys.ElementAt(random.Next(model.Count));
            await using var device = await rig.Port.OpenAsync(id, default);
            var length = random.Next(4) switch
            {
                0 => random.Next(1, 200),
                1 => random.Next(1, 9000),
                2 => 4096 * random.Next(1, 9),
                _ => random.Next(1, 150_000),
            };
            var offset = random.NextInt64(Size.Bytes - length + 1);
            offset = random.Next(2) == 0 ? offset : offset / 4096 * 4096;
            switch (random.Next(20))
            {
                case < 9:
                    random.NextBytes(model[id].AsSpan((int)offset, length));
                    await device.WriteAsync(offset, model[id].AsMemory((int)offset, length), default);
                    break;
                case < 17:
                    var read = await device.ReadAllAsync(offset, length);
                    Assert.True(read.AsSpan().SequenceEqual(model[id].AsSpan((int)offset, length)), $"seed {seed}, operation {i}");
                    break;
                case < 19:
                    await device.FlushAsync(default);
                    break;
                default:
                    await rig.ReopenAsync();   // a host that stops in order makes everything durable
                    break;
            }
        }

        foreach (var (id, bytes) in model)
        {
            await using var device = await rig.Port.OpenAsync(id, default);
            var read = await device.ReadAllAsync();
            Assert.True(read.AsSpan().SequenceEqual(bytes), $"seed {seed}, at the end");
            var written = device.Map(0, device.Length).Where(s => s.IsWritten).Sum(s => s.Length);
            Assert.Equal(device.ChunksWritten * device.ChunkBytes, written);
        }
    }

    [Fact]
    public async Task Under_many_writers_at_once()
    {
        await using var rig = await SimulatedRig.StartAsync();
        var created = await rig.Port.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, default);
        await using var device = await rig.Port.OpenAsync(created.Value!.Id, default);

        // Eight writers in turn own every eighth stretch of 1000 bytes, so chunks are shared and bytes are not.
        const int Writers = 8, Stretch = 1000;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var data = new byte[Stretch];
            data.AsSpan().Fill((byte)(writer + 1));
            for (long at = writer * Stretch; at + Stretch <= device.Length; at += Writers * Stretch)
            {
                await device.WriteAsync(at, data, default);
                if (at % 7 == 0)
                {
                    await device.FlushAsync(default);
                }
            }
        })));

        var bytes = await device.ReadAllAsync();
        var whole = bytes.Length / Stretch * Stretch;
        Assert.DoesNotContain(Enumerable.Range(0, whole), i => bytes[i] != (i / Stretch % Writers) + 1);
        await device.FlushAsync(default);
        await rig.CrashAsync();
        await using var again = await rig.Port.OpenAsync(created.Value!.Id, default);
        Assert.Equal(bytes, await again.ReadAllAsync());
    }

    [Fact]
    public async Task Many_volumes_created_and_destroyed_at_once_leave_every_extent_free()
    {
        await using var rig = await SimulatedRig.StartAsync(extents: 9 * 40, pattern: null);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            var id = VolumeId.New();
            Assert.True((await rig.Port.CreateSparseVolumeAsync(id, Size, Store, default)).IsOk);
            await using (var device = await rig.Port.OpenAsync(id, default))
            {
                var data = new byte[50_000];
                data.AsSpan().Fill((byte)(i + 1));
                await device.WriteAsync(i * 1000, data, default);
                await device.FlushAsync(default);
                Assert.Equal(data, await device.ReadAllAsync(i * 1000, data.Length));
                await device.ShouldReadZeroAsync((i * 1000) + data.Length, device.Length);
            }

            await rig.Port.DestroyAsync(id);
        })));

        var capacity = await rig.Port.GetCapacityAsync(default);
        Assert.Equal((capacity.TotalExtents, 0L), (capacity.FreeExtents, capacity.DirtyFreeExtents));
        Assert.False(rig.Disk.Raw[(int)SimulatedRig.OffsetOf(0)..].ContainsAnyExcept((byte)0));
    }
}
