using System.Globalization;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudControl.Bench.Storage;

/// <summary>
/// fio's nbd engine against our server and against nbdkit's file plugin, on files of the same size and file system, both warm: written
/// in full before. The two take turns, and a ratio is the median of the turns' ratios, so that what else the machine does falls on both.
/// </summary>
internal static class NbdAgainstNbdkit
{
    /// <summary>What <c>scripts/bench-storage.sh</c> has nbdkit serve, and where.</summary>
    private const string PlainFile = "plain";
    private const string NbdkitSocket = "nbdkit.sock";

    private const int Rounds = 5;
    private const double LeastRatio = 0.8;
    private static readonly ByteSize Size = ByteSize.FromMiB(512);

    private static readonly (string Name, string Pattern, string Block)[] Loads =
    [
        ("read 4 KiB random", "randread", "4k"), ("write 4 KiB random", "randwrite", "4k"),
        ("read 1 MiB sequential", "read", "1m"), ("write 1 MiB sequential", "write", "1m"),
    ];

    public static async IAsyncEnumerable<Figure> MeasureAsync(string folder)
    {
        await using var host = await SimulatedHost.OpenOrCreateAsync(
            new SimulatedHostOptions { Name = "bench", Path = Path.Combine(folder, "nbd.img"), DiskBytes = ByteSize.FromGiB(2) });
        var volume = await Volumes.CreateAsync(host, Size);
        await FillAsync(host, volume, Path.Combine(folder, PlainFile));
        await using var server = NbdServer.Start(Path.Combine(folder, "ours.sock"), new EveryVolume(host), NullLogger.Instance);
        var ours = $"nbd+unix:///{volume.LogicalVolume}?socket={Path.Combine(folder, "ours.sock")}";
        var theirs = $"nbd+unix:///?socket={Path.Combine(folder, NbdkitSocket)}";
        foreach (var depth in new[] { 1, 16 })
        {
            foreach (var (name, pattern, block) in Loads)
            {
                var turns = new List<(double Ours, double Theirs)>();
                for (var round = 0; round < Rounds; round++)
                {
                    turns.Add((await Fio.BytesPerSecondAsync(ours, pattern, block, depth, Size), await Fio.BytesPerSecondAsync(theirs, pattern, block, depth, Size)));
                }

                var ratio = turns.Select(t => t.Ours / t.Theirs).Median();
                yield return new Figure(
                    $"NBD {name}, queue depth {depth}", Rate(turns.Select(t => t.Ours).Median()), Rate(turns.Select(t => t.Theirs).Median()),
                    ratio, $"≥ {LeastRatio.ToString(CultureInfo.InvariantCulture)}", ratio >= LeastRatio);
            }
        }
    }

    /// <summary>The same random bytes everywhere in the volume and in a plain file: no hole makes either quicker.</summary>
    private static async Task FillAsync(SimulatedHost host, VolumeId volume, string plain)
    {
        var random = new Random(1);
        var piece = new byte[1 << 20];
        await using var device = await host.OpenAsync(volume, default);
        await using var file = File.Create(plain);
        for (long at = 0; at < device.Length; at += piece.Length)
        {
            random.NextBytes(piece);
            await device.WriteAsync(at, piece, default);
            await file.WriteAsync(piece);
        }

        await device.FlushAsync(default);
        file.Flush(flushToDisk: true);
    }

    private static string Rate(double bytesPerSecond) => string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond / (1 << 20):f0} MiB/s");
}
