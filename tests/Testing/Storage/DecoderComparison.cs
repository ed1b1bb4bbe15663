using System.Globalization;
using CloudControl.Domain.Storage;
using CloudControl.Testing.Storage.Decoder;

namespace CloudControl.Testing.Storage;

/// <summary>Holds what a host says against what the independent decoder finds on its disk.</summary>
public static class DecoderComparison
{
    /// <summary>Every difference, in words; none when both see the same. All volumes must have been flushed.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(IStorageHost host, LvmImage image, CancellationToken ct)
    {
        var differences = new List<string>();
        var decoded = image.Volumes.ToDictionary(v => v.Tag("cc.vol") ?? v.Name, StringComparer.Ordinal);
        var map = await host.MapExtentsAsync(ct);
        await foreach (var entry in host.ListVolumesAsync(ct))
        {
            var id = entry.Volume.Id.ToString();
            if (!decoded.Remove(id, out var found))
            {
                differences.Add($"the host has volume {id}, the disk has not");
                continue;
            }

            differences.AddRange(Differences(entry, found, image));
            differences.AddRange(ExtentDifferences(map.Where(run => run.Volume == entry.Volume.Id), found, image));
            if (entry.State == ExtentState.Allocated)
            {
                differences.AddRange(await ContentDifferencesAsync(host, entry, found, ct));
            }
        }

        return [.. differences, .. decoded.Keys.Select(id => $"the disk has volume {id}, the host has not")];
    }

    private static IEnumerable<string> Differences(VolumeOnHost entry, DecodedVolume found, LvmImage image)
    {
        var volume = entry.Volume;
        var allocated = entry.State == ExtentState.Allocated;
        var sold = found.Tag("cc.disk") is { } bytes ? long.Parse(bytes, CultureInfo.InvariantCulture) : found.Length;
        (string What, object Host, object Disk)[] rows =
        [
            ("name", allocated ? volume.LogicalVolume : "cc-scrub-" + volume.Id, found.Name),
            ("state", allocated ? "ready" : "quarantined", found.Tag("cc.state") ?? ""),
            ("kind", allocated, found.IsSparse),
            ("size", volume.Disk.Bytes, sold),
            ("store", volume.CowStore.Bytes, found.PhysicalBytes),
            ("extents", entry.ExtentCount, found.PhysicalBytes / image.ExtentBytes),
        ];
        return rows.Where(r => !r.Host.Equals(r.Disk)).Select(r => $"volume {volume.Id}: {r.What} {r.Host} on the host, {r.Disk} on the disk");
    }

    private static IEnumerable<string> ExtentDifferences(IEnumerable<ExtentRun> runs, DecodedVolume found, LvmImage image)
    {
        var host = runs.SelectMany(r => Enumerable.Range((int)r.First, (int)r.Count)).Order();
        var disk = found.Segments.SelectMany(s =>
            Enumerable.Range((int)((s.DiskOffset - image.FirstExtentAt) / image.ExtentBytes), (int)(s.Length / image.ExtentBytes))).Order();
        return host.SequenceEqual(disk) ? [] : [$"'{found.Name}' lies on other extents than the host says"];
    }

    private static async Task<IEnumerable<string>> ContentDifferencesAsync(
        IStorageHost host, VolumeOnHost entry, DecodedVolume found, CancellationToken ct)
    {
        await using var device = await host.OpenAsync(entry.Volume.Id, ct);
        if (device.ChunksWritten != found.ReadStore().Exceptions.Count)
        {
            return [$"'{found.Name}' has {device.ChunksWritten} chunks written on the host, {found.ReadStore().Exceptions.Count} on the disk"];
        }

        long at = 0;
        foreach (var piece in found.Contents())
        {
            // An LVM size is in whole extents: behind the size that was sold a kernel sees zeroes.
            var expected = new byte[piece.Length];
            var count = (int)Math.Clamp(device.Length - at, 0, piece.Length);
            if (count > 0)
            {
                await device.ReadAsync(at, expected.AsMemory(0, count), ct);
            }

            if (!piece.AsSpan().SequenceEqual(expected))
            {
                return [$"'{found.Name}' has other bytes at {at} on the disk than the host reads"];
            }

            at += piece.Length;
        }

        return [];
    }
}
