using System.Diagnostics;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;

namespace CloudControl.Bench.Storage;

/// <summary>Laying a large volume, and opening a host that holds many.</summary>
internal static class Layouts
{
    private const int Creates = 60;
    private const int Many = 1000;
    private const double MostMilliseconds = 10;

    public static async IAsyncEnumerable<Figure> MeasureAsync(string folder)
    {
        var options = new SimulatedHostOptions { Name = "large", Path = Path.Combine(folder, "large.img"), DiskBytes = ByteSize.FromGiB(12 * 1024) };
        var times = new List<double>();
        await using (var host = await SimulatedHost.OpenOrCreateAsync(options))
        {
            for (var i = 0; i < Creates; i++)
            {
                var watch = Stopwatch.StartNew();
                var id = await Volumes.CreateAsync(host, ByteSize.FromGiB(1024));
                times.Add(watch.Elapsed.TotalMilliseconds);
                await DestroyAsync(host, id);
            }
        }

        yield return Limited("create a 1 TiB volume, median", times.Median());
        yield return Limited("create a 1 TiB volume, 95th percentile", times.Percentile(95));

        options = new SimulatedHostOptions { Name = "many", Path = Path.Combine(folder, "many.img"), DiskBytes = ByteSize.FromGiB(64) };
        await using (var host = await SimulatedHost.OpenOrCreateAsync(options))
        {
            await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Volumes.CreateAsync(host, ByteSize.FromMiB(16))));
        }

        var opening = Stopwatch.StartNew();
        await using var opened = await SimulatedHost.OpenOrCreateAsync(options);
        yield return new Figure($"open a host with {Many} volumes", Series.Milliseconds(opening.Elapsed.TotalMilliseconds), "", null, "", null);
        opening.Restart();
        var listed = await opened.ListVolumesAsync(default).CountAsync();
        yield return new Figure($"list them and what each has written", Series.Milliseconds(opening.Elapsed.TotalMilliseconds), "", null, "", null);
        if (listed != Many)
        {
            throw new InvalidOperationException($"{listed} volumes instead of {Many}");
        }
    }

    private static Figure Limited(string what, double time) => new(
        what, Series.Milliseconds(time), "", null, $"< {MostMilliseconds} ms", time < MostMilliseconds);

    private static async Task DestroyAsync(SimulatedHost host, VolumeId id)
    {
        await host.QuarantineAsync(id, default);
        var scrub = await host.ScrubAsync(id, ScrubCursor.Start, default);
        while (scrub.Receipt is null)
        {
            scrub = await host.ScrubAsync(id, scrub.Cursor, default);
        }

        await host.ReleaseAsync(id, ReleaseGrounds.Scrubbed(scrub.Receipt), default);
    }
}
