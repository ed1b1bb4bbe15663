namespace CloudControl.Testing.Storage.Decoder;

/// <summary>
/// A third reader of the format, beside the product's and lvm2's own: written from the format alone and sharing no code with the
/// product, so that both cannot be wrong in the same way by the same line.
/// </summary>
/// <remarks>
/// <code>
/// sector 1  label ─► metadata area ─► ring ─► text ─► logical volumes ─► segments ─► COW header, exception areas, chunks
/// </code>
/// </remarks>
public sealed class LvmImage
{
    private LvmImage(MetadataRing ring, string name, TextNode group, ReadBytes disk)
    {
        (Ring, GroupName, GroupId) = (ring, name, group.Text("id"));
        SequenceNumber = group.Number("seqno");
        GroupTags = [.. group.List("tags").Cast<string>()];
        ExtentBytes = group.Number("extent_size") * 512;
        var (physicalName, physical) = group["physical_volumes"].Sections.Single();
        FirstExtentAt = physical.Number("pe_start") * 512;
        ExtentCount = physical.Number("pe_count");
        if (physical.Text("id").Replace("-", "", StringComparison.Ordinal) != ring.PhysicalVolumeId)
        {
            throw new InvalidDataException("label and text disagree about the physical volume's uuid");
        }

        Volumes = group.Has("logical_volumes") ? [.. Combine(group["logical_volumes"], physicalName, disk)] : [];
    }

    public MetadataRing Ring { get; }

    public string GroupName { get; }

    /// <summary>lvm2's uuid, with dashes.</summary>
    public string GroupId { get; }

    public long SequenceNumber { get; }

    public IReadOnlyList<string> GroupTags { get; }

    public long ExtentBytes { get; }

    /// <summary>Byte of the disk at which extent 0 begins.</summary>
    public long FirstExtentAt { get; }

    public long ExtentCount { get; }

    /// <summary>Linear and sparse volumes in the order of the text; the parts of a sparse one count as one.</summary>
    public IReadOnlyList<DecodedVolume> Volumes { get; }

    /// <exception cref="InvalidDataException">The bytes are not what lvm2 writes.</exception>
    public static LvmImage Read(ReadBytes disk)
    {
        var ring = MetadataRing.Read(disk);
        var (name, group) = TextNode.Parse(ring.Text).Sections.Single();
        return new LvmImage(ring, name, group, disk);
    }

    /// <summary>What <c>dmsetup table</c> prints once all is active: a device's lines by its name, numbers of devices as <c>*</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Tables() => Volumes.SelectMany(v => DeviceTables.Of(GroupName, v))
        .ToDictionary(t => t.Device, t => t.Lines, StringComparer.Ordinal);

    private IEnumerable<DecodedVolume> Combine(TextNode section, string physicalName, ReadBytes disk)
    {
        var nodes = section.Sections.ToDictionary(s => s.Name, s => s.Node, StringComparer.Ordinal);
        var snapshots = nodes.Values.Select(n => n["segment1"]).Where(s => s.Text("type") == "snapshot")
            .ToDictionary(s => s.Text("cow_store"), StringComparer.Ordinal);
        var origins = snapshots.Values.Select(s => s.Text("origin")).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, node) in nodes)
        {
            if (origins.Contains(name) || node["segment1"].Text("type") == "snapshot")
            {
                continue;
            }

            var snapshot = snapshots.GetValueOrDefault(name);
            var originNode = snapshot is null ? null : nodes[snapshot.Text("origin")];
            if (originNode?["segment1"] is { } origin && (origin.Text("type") != "zero" || origin.Number("extent_count") != snapshot!.Number("extent_count")))
            {
                throw new InvalidDataException($"'{name}' is a snapshot of something else than as many zeroes");
            }

            yield return new DecodedVolume(disk, name, node.Text("id"), [.. node.List("tags").Cast<string>()], [.. Segments(node, physicalName)])
            {
                OriginId = originNode?.Text("id"),
                VirtualBytes = snapshot?.Number("extent_count") * ExtentBytes,
                TableChunkBytes = (int)((snapshot?.Number("chunk_size") ?? 0) * 512),
            };
        }
    }

    private IEnumerable<DecodedSegment> Segments(TextNode volume, string physicalName)
    {
        var (count, next) = (volume.Number("segment_count"), 0L);
        for (var i = 1; i <= count; i++)
        {
            var segment = volume["segment" + i];
            var (start, extents, stripes) = (segment.Number("start_extent"), segment.Number("extent_count"), segment.List("stripes"));
            if (segment.Text("type") != "striped" || stripes.Count != 2 || (string)stripes[0] != physicalName || start != next)
            {
                throw new InvalidDataException($"segment {i} is not the next linear one on {physicalName}");
            }

            next += extents;
            yield return new DecodedSegment(start * ExtentBytes, extents * ExtentBytes, FirstExtentAt + ((long)stripes[1] * ExtentBytes));
        }
    }
}
