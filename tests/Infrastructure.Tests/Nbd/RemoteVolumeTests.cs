using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Tests.Storage;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>What another process serves reads as it does there.</summary>
public sealed class RemoteVolumeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_the_same_bytes_and_the_same_holes()
    {
        await using var rig = await NbdRig.StartAsync(readOnly: true);
        await rig.Device.WriteAsync(8192, Enumerable.Repeat((byte)0x5a, 5000).ToArray(), Ct);
        await rig.Device.WriteAsync(1 << 20, new byte[4096], Ct);

        await using var remote = await RemoteVolume.OpenAsync(rig.SocketPath, rig.Volume.Id, Ct);

        Assert.Equal((rig.Device.Length, rig.Device.ChunkBytes), (remote.Length, remote.ChunkBytes));
        var (here, there) = (new byte[rig.Device.Length], new byte[rig.Device.Length]);
        await rig.Device.ReadAsync(0, here, Ct);
        await remote.ReadAsync(0, there, Ct);
        Assert.Equal(here, there);
        Assert.Equal(Written(rig.Device), Written(remote));
        await Assert.ThrowsAsync<NotSupportedException>(() => remote.WriteAsync(0, new byte[1], Ct).AsTask());
    }

    [Fact]
    public async Task It_can_be_copied_like_any_other()
    {
        await using var rig = await NbdRig.StartAsync(readOnly: true);
        await rig.Device.WriteAsync(300_001, Enumerable.Range(0, 900_000).Select(i => (byte)i).ToArray(), Ct);
        var id = VolumeId.New();
        await rig.Host.Port.CreateSparseVolumeAsync(id, NbdRig.Disk, CowStore.CoveringSize(NbdRig.Disk, SimulatedRig.Chunk, SimulatedRig.Extent), Ct);
        await using var copy = await rig.Host.Port.OpenAsync(id, Ct);
        await using var remote = await RemoteVolume.OpenAsync(rig.SocketPath, rig.Volume.Id, Ct);

        Assert.True((await VolumeCopy.CopySliceAsync(remote, copy, CopyCursor.Start, Ct)).IsDone);

        var (source, target) = (new byte[NbdRig.Disk.Bytes], new byte[NbdRig.Disk.Bytes]);
        await rig.Device.ReadAsync(0, source, Ct);
        await copy.ReadAsync(0, target, Ct);
        Assert.Equal(source, target);
        Assert.Equal(rig.Device.ChunksWritten, copy.ChunksWritten);
    }

    [Fact]
    public async Task What_is_not_exported_is_not_available_and_where_nobody_serves_the_export_is_lost()
    {
        await using var rig = await NbdRig.StartAsync();
        await Assert.ThrowsAsync<VolumeUnavailableException>(() => RemoteVolume.OpenAsync(rig.SocketPath, VolumeId.New(), Ct));
        await Assert.ThrowsAsync<ExportLostException>(() => RemoteVolume.OpenAsync(rig.InFolder("nobody.sock"), rig.Volume.Id, Ct));
    }

    [Fact]
    public async Task A_server_that_ends_in_the_middle_is_lost()
    {
        var rig = await NbdRig.StartAsync();
        await using var remote = await RemoteVolume.OpenAsync(rig.SocketPath, rig.Volume.Id, Ct);

        await rig.DisposeAsync();

        await Assert.ThrowsAsync<ExportLostException>(() => remote.ReadAsync(0, new byte[16], Ct).AsTask());
    }

    private static IEnumerable<(long, long)> Written(IBlockDevice device)
    {
        long from = -1, to = -1;
        foreach (var stretch in device.Map(0, device.Length).Where(stretch => stretch.IsWritten))
        {
            if (stretch.Offset != to)
            {
                if (from >= 0)
                {
                    yield return (from, to);
                }

                from = stretch.Offset;
            }

            to = stretch.Offset + stretch.Length;
        }

        if (from >= 0)
        {
            yield return (from, to);
        }
    }
}
