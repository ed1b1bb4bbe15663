using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudControl.Testing.Storage.Decoder;

namespace CloudControl.Infrastructure.Tests.Storage.Oracle;

/// <summary>What <c>lvm-vm inspect</c> reports about one volume group: lvm2's own lists, the kernel's tables and hashes.</summary>
internal sealed partial class StockReport
{
    private readonly JsonElement report;
    private readonly JsonElement lists;
    private readonly string prefix;

    public StockReport(JsonElement report, string group)
    {
        (this.report, prefix) = (report, Escape(group) + "-");
        lists = report.GetProperty("lvm2").GetProperty("report").EnumerateArray()
            .Single(r => r.GetProperty("vg").EnumerateArray().Any(v => Text(v, "vg_name") == group));
    }

    /// <summary>SHA-256 of every visible volume by its name.</summary>
    public IReadOnlyDictionary<string, string> Hashes => report.GetProperty("sha256").EnumerateObject()
        .Select(h => (Device: h.Name["/dev/mapper/".Length..], h.Value)).Where(h => IsMine(h.Device))
        .ToDictionary(h => Unescape(h.Device[prefix.Length..]), h => h.Value.TryGetProperty("sha256", out var sum) ? sum.GetString()! : h.Value.GetRawText());

    /// <summary>Complaints of vgck, pvck and lvs, and of the activation, whatever group they are about.</summary>
    public static IEnumerable<string> Complaints(JsonElement report)
    {
        foreach (var check in report.GetProperty("checks").EnumerateObject())
        {
            var (status, says) = (check.Value.GetProperty("rc").GetInt32(), Text(check.Value, "says"));
            if (status != 0 || (says.Length > 0 && !check.Name.StartsWith("pvck ", StringComparison.Ordinal)))
            {
                yield return $"{check.Name}: exit {status}: {says}";
            }
        }

        foreach (var step in report.GetProperty("rc").EnumerateObject().Where(s => s.Value.GetInt32() != 0))
        {
            yield return $"{step.Name}: exit {step.Value.GetInt32()}";
        }

        foreach (var line in Text(report, "messages").Split('\n').Where(m => m.Length > 0 && !m.Contains("now active", StringComparison.Ordinal)))
        {
            yield return line;
        }
    }

    /// <summary>Every difference between stock LVM's view and the independent decoder's, in words.</summary>
    public IEnumerable<string> DifferencesFrom(LvmImage image) =>
    [
        .. Compare("the group", Row("vg", "vg_uuid", "vg_seqno", "vg_extent_size", "vg_extent_count"),
            Join(image.GroupId, image.SequenceNumber, image.ExtentBytes, image.ExtentCount)),
        .. Compare("the group's tags", Sorted(Row("vg", "vg_tags")), Sorted(string.Join(',', image.GroupTags))),
        .. Compare("the disk", Row("pv", "pv_uuid", "pe_start").Replace("-", "", StringComparison.Ordinal), Join(image.Ring.PhysicalVolumeId, image.FirstExtentAt)),
        .. Compare("volumes", Lines(StockVolumes()), Lines(image.Volumes.SelectMany(DecodedVolumes))),
        .. Compare("segments", Lines(StockSegments()), Lines(image.Volumes.SelectMany(v => DecodedSegments(v, image)))),
        .. Compare("tables", Lines(StockTables()), Lines(image.Tables().Select(t => $"{t.Key}: {string.Join(" | ", t.Value)}"))),
        .. Compare("snapshots' use", Lines(StockUse()), Lines(image.Volumes.Where(v => v.IsSparse).Select(DecodedUse))),
        .. Compare("hashes", Lines(Hashes.Select(h => $"{h.Key} {h.Value}")), Lines(image.Volumes.Select(v => $"{v.Name} {v.Sha256()}"))),
    ];

    private IEnumerable<string> StockVolumes() => lists.GetProperty("lv").EnumerateArray().Select(v => string.Join(' ',
        Text(v, "lv_name").Trim('[', ']'), Text(v, "lv_uuid"), Text(v, "lv_role"), Text(v, "lv_size"), Text(v, "origin_size"),
        "tags:" + Sorted(Text(v, "lv_tags")), "health:" + Text(v, "lv_health_status"), Text(v, "lv_active")));

    private static IEnumerable<string> DecodedVolumes(DecodedVolume volume)
    {
        var tags = "tags:" + Sorted(string.Join(',', volume.Tags));
        yield return Join(
            volume.Name, volume.Id, volume.IsSparse ? "public,snapshot,thicksnapshot" : "public", volume.PhysicalBytes,
            volume.VirtualBytes?.ToString(CultureInfo.InvariantCulture) ?? "", tags, "health: active");
        if (volume.IsSparse)
        {
            yield return Join(
                volume.Name + "_vorigin", volume.OriginId!, "private,origin,thickorigin", volume.Length, volume.Length, "tags:", "health: active");
        }
    }

    private IEnumerable<string> StockSegments() => lists.GetProperty("seg").EnumerateArray().Where(s => Text(s, "segtype") == "linear")
        .Select(s => Join(Text(s, "lv_name"), Text(s, "seg_start_pe"), Text(s, "seg_le_ranges").Split(':')[^1], Text(s, "chunk_size")));

    private static IEnumerable<string> DecodedSegments(DecodedVolume volume, LvmImage image) => volume.Segments.Select(s =>
    {
        var first = (s.DiskOffset - image.FirstExtentAt) / image.ExtentBytes;
        var last = first + (s.Length / image.ExtentBytes) - 1;
        return Join(volume.Name, s.Start / image.ExtentBytes, string.Create(CultureInfo.InvariantCulture, $"{first}-{last}"), volume.TableChunkBytes);
    });

    private IEnumerable<string> StockTables() => report.GetProperty("tables").EnumerateObject().Where(t => IsMine(t.Name)).Select(t =>
        $"{t.Name}: {string.Join(" | ", t.Value.EnumerateArray().Select(line => DeviceNumber().Replace(line.GetString()!, "*").TrimEnd()))}");

    // "0 131072 snapshot USED/TOTAL METADATA", all in sectors.
    private IEnumerable<string> StockUse() => report.GetProperty("status").EnumerateObject().Where(s => IsMine(s.Name))
        .Select(s => (Name: Unescape(s.Name[prefix.Length..]), Words: s.Value[0].GetString()!.Split(' ')))
        .Where(s => s.Words[2] == "snapshot").Select(s => Join(s.Name, s.Words[3], s.Words[4]));

    private static string DecodedUse(DecodedVolume volume)
    {
        var store = volume.ReadStore();
        var sectors = store.ChunkBytes / 512;
        return string.Create(CultureInfo.InvariantCulture,
            $"{volume.Name} {store.NextFree * sectors}/{volume.PhysicalBytes / 512} {(store.Areas + 1) * sectors}");
    }

    /// <summary>A group named <c>a</c> is not the group <c>a-b</c>, whose devices begin with <c>a--b-</c>.</summary>
    private bool IsMine(string device) => device.StartsWith(prefix, StringComparison.Ordinal) && device[prefix.Length] != '-';

    private string Row(string kind, params string[] fields)
    {
        var row = lists.GetProperty(kind).EnumerateArray().Single();
        return string.Join(' ', fields.Select(f => Text(row, f)));
    }

    private static IEnumerable<string> Compare(string what, string stock, string decoded) =>
        stock == decoded ? [] : [$"{what}: stock LVM has\n{stock}\nthe decoder has\n{decoded}"];

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));

    private static string Sorted(string tags) => string.Join(',', tags.Split(',').Order(StringComparer.Ordinal));

    private static string Join(params object[] words) => string.Join(' ', words.Select(w => Convert.ToString(w, CultureInfo.InvariantCulture)));

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static string Escape(string name) => name.Replace("-", "--", StringComparison.Ordinal);

    private static string Unescape(string name) => name.Replace("--", "-", StringComparison.Ordinal);

    [GeneratedRegex(@"\b\d+:\d+\b")]
    private static partial Regex DeviceNumber();
}
