using System.Globalization;

namespace CloudControl.Testing.Storage.Decoder;

/// <summary>The device-mapper tables lvm2 loads for a volume, written as <c>dmsetup table</c> prints them.</summary>
internal static class DeviceTables
{
    public static IEnumerable<(string Device, IReadOnlyList<string> Lines)> Of(string group, DecodedVolume volume)
    {
        var device = Escape(group) + "-" + Escape(volume.Name);
        var linear = volume.Segments.Select(s => Line($"{s.Start / 512} {s.Length / 512} linear * {s.DiskOffset / 512}")).ToList();
        if (!volume.IsSparse)
        {
            yield return (device, linear);
            yield break;
        }

        var sectors = volume.Length / 512;
        yield return (device + "_vorigin-real", [Line($"0 {sectors} zero")]);
        yield return (device + "_vorigin", [Line($"0 {sectors} snapshot-origin *")]);
        yield return (device + "-cow", linear);
        yield return (device, [Line($"0 {sectors} snapshot * * P {volume.TableChunkBytes / 512}")]);
    }

    /// <summary>A dash within a name is doubled, since a single one parts group from volume and volume from layer.</summary>
    public static string Escape(string name) => name.Replace("-", "--", StringComparison.Ordinal);

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
