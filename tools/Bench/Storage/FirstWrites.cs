using System.Diagnostics;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;

namespace CloudControl.Bench.Storage;

/// <summary>
/// What the first write to a chunk costs beside one to a chunk that has its place: with a flush each, and as the guest sees it that flushes
/// later. On a disk that has all its blocks, as a real one does, and on a new sparse file, where the file system has to find them too.
/// </summary>
internal static class FirstWrites
{
    private const int Writes = 300;
    private const int WriteBytes = 4096;
    private const double MostRatio = 2;

    public static async IAsyncEnumerable<Figure> MeasureAsync(string folder)
    {
        foreach (var (kind, pattern) in new (string, byte?)[] { ("disk", 0x5a), ("sparse file", null) })
        {
            await using var host = await SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
            {
                Name = "first",
                Path = Path.Combine(folder, $"first-{kind}.img"),
                DiskBytes = ByteSize.FromMiB(320),
                FillPattern = pattern,
            });
            await using var device = await host.OpenAsync(await Volumes.CreateAsync(host, ByteSize.FromMiB(256)), default);
            var (first, mapped, alone) = await MeasureAsync(device);
            yield return Compare($"first write and flush, {kind} : mapped one's", first, mapped);
            yield return Compare($"first write alone, {kind} : mapped and flush", alone, mapped);
        }
    }

    private static async Task<(double First, double Mapped, double Alone)> MeasureAsync(IBlockDevice device)
    {
        var data = new byte[WriteBytes];
        data.AsSpan().Fill(0x5a);
        var (first, mapped, alone) = (new List<double>(), new List<double>(), new List<double>());
        await device.FlushAsync(default);   // the disk's own filling is not ours to wait for
        for (var i = 0; i < Writes; i++)
        {
            var chunk = (long)i * 2 * device.ChunkBytes;
            first.Add(await TimeAsync(device, chunk, data, flush: true));
            mapped.Add(await TimeAsync(device, chunk + WriteBytes, data, flush: true));
            alone.Add(await TimeAsync(device, chunk + device.ChunkBytes, data, flush: false));
            await device.FlushAsync(default);
        }

        return (first.Median(), mapped.Median(), alone.Median());
    }

    private static Figure Compare(string what, double ours, double yardstick) => new(
        what, Series.Milliseconds(ours), Series.Milliseconds(yardstick), ours / yardstick, $"≤ {MostRatio}", ours / yardstick <= MostRatio);

    private static async Task<double> TimeAsync(IBlockDevice device, long offset, byte[] data, bool flush)
    {
        var watch = Stopwatch.StartNew();
        await device.WriteAsync(offset, data, default);
        if (flush)
        {
            await device.FlushAsync(default);
        }

        return watch.Elapsed.TotalMilliseconds;
    }
}
