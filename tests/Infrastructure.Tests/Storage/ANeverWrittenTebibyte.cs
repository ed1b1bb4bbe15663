using System.Diagnostics;
using System.Globalization;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>A volume of 1 TiB nobody wrote to, on a host in a sparse file: reading it gives zeroes and takes no room anywhere.</summary>
public sealed class ANeverWrittenTebibyte : IDisposable
{
    private const int Samples = 2_000;
    private const int PieceBytes = 256 * 1024;

    /// <summary>What a thread may allocate over all samples: nothing for each, a little for what starts up.</summary>
    private const long AllocationLimit = 64 * 1024;

    private static readonly ByteSize Size = ByteSize.FromGiB(1024);
    private static readonly ByteSize HostDisk = ByteSize.FromGiB(1100);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cc-tebibyte-");

    private string Image => Path.Combine(folder.FullName, "pv.img");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Reads_as_zero_and_allocates_nothing()
    {
        var options = new SimulatedHostOptions { Name = "vast", Path = Image, DiskBytes = HostDisk };
        await using var host = await SimulatedHost.OpenOrCreateAsync(options);
        var store = CowStore.CoveringSize(Size, options.ChunkBytes, options.ExtentBytes);
        var created = await host.CreateSparseVolumeAsync(VolumeId.New(), Size, store, default);
        Assert.True(created.IsOk, created.Error?.Message);
        await using var device = await host.OpenAsync(created.Value!.Id, default);
        Assert.Equal(Size.Bytes, device.Length);
        await device.ShouldReadZeroAsync(0, PieceBytes);   // what loads on first use has loaded

        var (onDisk, allocated) = (BytesOnDisk(), GC.GetAllocatedBytesForCurrentThread());
        ReadSamples(device);
        Assert.Equal([new VolumeStretch(0, Size.Bytes, IsWritten: false)], device.Map(0, device.Length));
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        Assert.True(allocated < PieceBytes + AllocationLimit, $"reading allocated {allocated} bytes of memory");
        Assert.Equal(onDisk, BytesOnDisk());
        Assert.True(onDisk < ByteSize.FromMiB(4).Bytes, $"a host with an empty volume takes {onDisk} bytes");
        Assert.Equal(0, device.ChunksWritten);
    }

    /// <summary>Both ends, both sides of a chunk's border, and places by chance. On one thread: a hole needs no waiting.</summary>
    private static void ReadSamples(IBlockDevice device)
    {
        var (piece, random) = (new byte[PieceBytes], new Random(1024));
        long[] places = [0, 1, device.ChunkBytes - 1, device.Length - PieceBytes, device.Length - PieceBytes - 1];
        for (var i = 0; i < Samples; i++)
        {
            var at = i < places.Length ? places[i] : random.NextInt64(device.Length - PieceBytes);
            piece.AsSpan().Fill(0xFF);
            Assert.True(device.ReadAsync(at, piece, default).AsTask().IsCompletedSuccessfully);
            Assert.False(piece.AsSpan().ContainsAnyExcept((byte)0), "a byte that nobody wrote is not zero");
        }
    }

    /// <summary>Blocks of 512 bytes the file system gave the image (stat(1), <c>%b</c>).</summary>
    private long BytesOnDisk()
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["--format=%b", Image]) { RedirectStandardOutput = true })!;
        var blocks = stat.StandardOutput.ReadToEnd();
        stat.WaitForExit();
        return 512 * long.Parse(blocks, CultureInfo.InvariantCulture);
    }
}
