using System.Text;

namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>Reads a metadata text, lvm2's or ours, as a <see cref="VolumeGroup"/>.</summary>
public static class VolumeGroupReader
{
    /// <exception cref="LvmFormatException">Not the text of a volume group over one physical volume.</exception>
    public static VolumeGroup Read(ReadOnlySpan<byte> text)
    {
        var root = ConfigParser.Parse(Encoding.UTF8.GetString(text));
        var group = root.Sections.FirstOrDefault() ?? throw new LvmFormatException("the metadata text describes no volume group");
        var physical = group.Section("physical_volumes").Sections.ToList();
        if (physical.Count != 1)
        {
            throw new LvmFormatException($"volume group '{group.Name}' lies on {physical.Count} physical volumes, not on one");
        }

        return new VolumeGroup(
            group.Name, LvmUuid.Parse(group.Text("id")), group.Number("seqno"), group.Number("extent_size"), group.Texts("tags"),
            ReadPhysical(physical[0]), [.. (group.FindSection("logical_volumes")?.Sections ?? []).Select(ReadLogical)]);
    }

    private static PhysicalVolume ReadPhysical(ConfigSection section) => new(
        section.Name, LvmUuid.Parse(section.Text("id")), section.FindText("device") ?? "", section.FindNumber("dev_size") ?? 0,
        section.Number("pe_start"), section.Number("pe_count"));

    private static LogicalVolume ReadLogical(ConfigSection section) => new(
        section.Name, LvmUuid.Parse(section.Text("id")), section.Texts("status"), section.Texts("tags"),
        section.FindNumber("creation_time") ?? 0,
        [.. section.Sections.Select(ReadSegment).OrderBy(s => s.StartExtent)]);

    private static Segment ReadSegment(ConfigSection section)
    {
        var (start, count) = (section.Number("start_extent"), section.Number("extent_count"));
        switch (section.Text("type"))
        {
            case "striped" when section.Values("stripes") is [string volume, long first]:
                return new LinearSegment(start, count, volume, first);
            case "zero":
                return new ZeroSegment(start, count);
            case "snapshot" when section.FindText("cow_store") is { } store:
                return new SnapshotSegment(start, count, section.Number("chunk_size"), section.Text("origin"), store);
            case var other:
                return new OtherSegment(start, count, other);
        }
    }
}
