using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage.Layout;

/// <summary>
/// A volume as logical volumes of the metadata text, and back. A sparse volume is the trio stock lvm2 makes; a quarantined one is
/// a single linear volume over the same extents, so that stock <c>lvs</c> shows it too and no kernel would ever stack a
/// snapshot on a half-scrubbed store.
/// </summary>
/// <remarks>
/// <code>
/// allocated    cc-ID (striped, the COW store)   cc-ID_vorigin (zero)   snapshotN (ties them)
/// quarantined  cc-scrub-ID (striped)
/// </code>
/// </remarks>
public static class LaidVolumeText
{
    private const string ScrubPrefix = "cc-scrub-";
    private const string OriginSuffix = "_vorigin";
    private const string SnapshotPrefix = "snapshot";

    private static readonly string[] Hidden = ["READ", "WRITE"];
    private static readonly string[] ReadOnly = ["READ"];
    private static readonly string[] Visible = ["READ", "WRITE", "VISIBLE"];

    /// <summary>A new sparse volume.</summary>
    public static LaidVolume Lay(
        SparseVolume volume, IReadOnlyList<ExtentRange> extents, bool dirty, int snapshotNumber, VolumeGroup group, DateTimeOffset at)
    {
        var (name, time) = (volume.LogicalVolume, at.ToUnixTimeSeconds());
        var virtualExtents = volume.Disk.CountOf(new ByteSize(group.ExtentBytes));
        return new LaidVolume(volume, ExtentState.Allocated, extents, dirty, null,
        [
            new LogicalVolume(name, LvmUuid.New(), Hidden, Tags(volume, dirty, group), time, Linear(extents, group)),
            new LogicalVolume(name + OriginSuffix, LvmUuid.New(), ReadOnly, [], time, [new ZeroSegment(0, virtualExtents)]),
            new LogicalVolume(SnapshotPrefix + snapshotNumber, LvmUuid.New(), Visible, [], time,
                [new SnapshotSegment(0, virtualExtents, volume.Chunk.Bytes / PvLabel.SectorBytes, name + OriginSuffix, name)]),
        ]);
    }

    /// <summary>The same sparse volume, grown: its logical volumes keep their names and ids.</summary>
    /// <param name="laid">As it was.</param>
    /// <param name="volume">The same volume with its new sizes.</param>
    /// <param name="extents">Those it had, and behind them those that were added.</param>
    /// <param name="dirty">Whether bytes of a former owner may lie on any of them.</param>
    /// <param name="group">The volume group.</param>
    public static LaidVolume Extend(
        LaidVolume laid, SparseVolume volume, IReadOnlyList<ExtentRange> extents, bool dirty, VolumeGroup group)
    {
        var virtualExtents = volume.Disk.CountOf(new ByteSize(group.ExtentBytes));
        var (cow, origin, snapshot) = (laid.LogicalVolumes[0], laid.LogicalVolumes[1], laid.LogicalVolumes[2]);
        return new LaidVolume(volume, ExtentState.Allocated, extents, dirty, null,
        [
            cow with { Tags = Tags(volume, dirty, group), Segments = Linear(extents, group) },
            origin with { Segments = [new ZeroSegment(0, virtualExtents)] },
            snapshot with { Segments = [snapshot.Segments[0] with { ExtentCount = virtualExtents }] },
        ]);
    }

    /// <summary>Dirty extents that nobody owns, held as those of a quarantined volume are: every byte is in the scrub's scope.</summary>
    public static LaidVolume QuarantineDirty(SparseVolume volume, IReadOnlyList<ExtentRange> extents, VolumeGroup group, DateTimeOffset at)
    {
        string[] tags =
        [
            LayoutTags.Of(LayoutTags.Volume, volume.Id),
            LayoutTags.Of(LayoutTags.State, LayoutTags.Quarantined),
            LayoutTags.Of(LayoutTags.Disk, volume.Disk.Bytes),
            LayoutTags.Of(LayoutTags.Chunk, volume.Chunk.Bytes),
            LayoutTags.Of(LayoutTags.Dirty, 1),
        ];
        return new LaidVolume(volume, ExtentState.Quarantined, extents, isDirty: true, use: null,
            [new LogicalVolume(ScrubPrefix + volume.Id, LvmUuid.New(), Visible, tags, at.ToUnixTimeSeconds(), Linear(extents, group))]);
    }

    /// <summary>The same extents without owner, origin and map.</summary>
    public static LaidVolume Quarantine(LaidVolume laid, StoreUse? use, VolumeGroup group)
    {
        List<string> tags =
        [
            LayoutTags.Of(LayoutTags.Volume, laid.Id),
            LayoutTags.Of(LayoutTags.State, LayoutTags.Quarantined),
            LayoutTags.Of(LayoutTags.Disk, laid.Volume.Disk.Bytes),
            LayoutTags.Of(LayoutTags.Chunk, laid.Volume.Chunk.Bytes),
        ];
        if (use is { } known)
        {
            tags.Add(LayoutTags.Of(LayoutTags.Used, known.StoreChunks));
            tags.Add(LayoutTags.Of(LayoutTags.Written, known.ChunksWritten));
        }

        if (laid.IsDirty)
        {
            tags.Add(LayoutTags.Of(LayoutTags.Dirty, 1));
        }

        var cow = laid.LogicalVolumes[0];
        return new LaidVolume(laid.Volume, ExtentState.Quarantined, laid.Extents, laid.IsDirty, use,
            [new LogicalVolume(ScrubPrefix + laid.Id, cow.Id, Visible, tags, cow.CreatedAt, Linear(laid.Extents, group))]);
    }

    /// <summary>The volumes of a metadata text, in its order.</summary>
    /// <exception cref="LvmFormatException">A logical volume this host did not make: it would be served, or freed, by guess.</exception>
    public static IEnumerable<LaidVolume> Read(VolumeGroup group)
    {
        var snapshots = new Dictionary<string, (LogicalVolume Volume, SnapshotSegment Segment)>(StringComparer.Ordinal);
        foreach (var volume in group.LogicalVolumes)
        {
            if (volume.Segments is [SnapshotSegment segment])
            {
                snapshots[segment.CowStore] = (volume, segment);
            }
        }

        var byName = group.LogicalVolumes.ToDictionary(v => v.Name, StringComparer.Ordinal);
        var seen = 0;
        foreach (var volume in group.LogicalVolumes.Where(v => LayoutTags.Value(v.Tags, LayoutTags.Volume) is not null))
        {
            var laid = snapshots.TryGetValue(volume.Name, out var snapshot)
                ? ReadSparse(volume, snapshot.Volume, snapshot.Segment, byName, group)
                : ReadQuarantined(volume, group);
            seen += laid.LogicalVolumes.Count;
            yield return laid;
        }

        if (seen != group.LogicalVolumes.Count)
        {
            throw new LvmFormatException(
                $"volume group '{group.Name}' has {group.LogicalVolumes.Count} logical volumes, of which this host made {seen}");
        }
    }

    /// <summary>The N of a sparse volume's <c>snapshotN</c>; -1 for a quarantined one, which has none.</summary>
    public static int SnapshotNumber(LaidVolume laid) =>
        laid.LogicalVolumes.Count == 3 && int.TryParse(laid.LogicalVolumes[2].Name.AsSpan(SnapshotPrefix.Length), out var n) ? n : -1;

    private static LaidVolume ReadSparse(
        LogicalVolume cow, LogicalVolume snapshot, SnapshotSegment segment, Dictionary<string, LogicalVolume> byName, VolumeGroup group)
    {
        if (!byName.TryGetValue(segment.Origin, out var origin) || origin.Segments is not [ZeroSegment])
        {
            throw new LvmFormatException($"'{cow.Name}' is a snapshot of something that is not zero");
        }

        var disk = LayoutTags.Number(cow.Tags, LayoutTags.Disk) ?? segment.ExtentCount * group.ExtentBytes;
        return Build(cow, disk, segment.ChunkSectors * PvLabel.SectorBytes, ExtentState.Allocated, null, [cow, origin, snapshot], group);
    }

    private static LaidVolume ReadQuarantined(LogicalVolume volume, VolumeGroup group)
    {
        var (disk, chunk) = (LayoutTags.Number(volume.Tags, LayoutTags.Disk), LayoutTags.Number(volume.Tags, LayoutTags.Chunk));
        if (LayoutTags.Value(volume.Tags, LayoutTags.State) != LayoutTags.Quarantined || disk is null || chunk is null)
        {
            throw new LvmFormatException($"'{volume.Name}' is neither a sparse volume nor a quarantined one");
        }

        StoreUse? use = LayoutTags.Number(volume.Tags, LayoutTags.Used) is { } used
            && LayoutTags.Number(volume.Tags, LayoutTags.Written) is { } written ? new StoreUse(used, written) : null;
        return Build(volume, disk.Value, chunk.Value, ExtentState.Quarantined, use, [volume], group);
    }

    private static LaidVolume Build(
        LogicalVolume store, long disk, long chunk, ExtentState state, StoreUse? use, LogicalVolume[] volumes, VolumeGroup group)
    {
        if (!Guid.TryParseExact(LayoutTags.Value(store.Tags, LayoutTags.Volume), "n", out var id))
        {
            throw new LvmFormatException($"'{store.Name}' is tagged with an id that is none");
        }

        var extents = store.Segments.OfType<LinearSegment>().Select(s => new ExtentRange(s.FirstPhysicalExtent, s.ExtentCount)).ToList();
        if (extents.Count != store.Segments.Count || extents.Exists(r => r.First < 0 || r.End > group.PhysicalVolume.ExtentCount))
        {
            throw new LvmFormatException($"'{store.Name}' does not lie on extents of this disk alone");
        }

        var volumeId = new VolumeId(id);
        var sparse = new SparseVolume(
            volumeId, volumeId.LogicalVolume, new ByteSize(disk), new ByteSize(store.ExtentCount * group.ExtentBytes), new ByteSize(chunk));
        return new LaidVolume(sparse, state, extents, LayoutTags.Value(store.Tags, LayoutTags.Dirty) is not null, use, volumes);
    }

    private static List<string> Tags(SparseVolume volume, bool dirty, VolumeGroup group)
    {
        List<string> tags = [LayoutTags.Of(LayoutTags.Volume, volume.Id), LayoutTags.Of(LayoutTags.State, LayoutTags.Ready)];
        if (!volume.Disk.IsMultipleOf(new ByteSize(group.ExtentBytes)))
        {
            tags.Add(LayoutTags.Of(LayoutTags.Disk, volume.Disk.Bytes));
        }

        if (dirty)
        {
            tags.Add(LayoutTags.Of(LayoutTags.Dirty, 1));
        }

        return tags;
    }

    private static Segment[] Linear(IReadOnlyList<ExtentRange> extents, VolumeGroup group)
    {
        var (segments, start) = (new Segment[extents.Count], 0L);
        for (var i = 0; i < extents.Count; i++)
        {
            segments[i] = new LinearSegment(start, extents[i].Count, group.PhysicalVolume.Name, extents[i].First);
            start += extents[i].Count;
        }

        return segments;
    }
}
