using System.Collections.Immutable;
using System.Globalization;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage.Layout;

/// <summary>
/// Everything a host has laid out: volumes, dirty extents, gone ids. Immutable; a change is a new layout, and it counts once its
/// metadata text is committed. An extent under a volume is allocated or quarantined as the volume is, every other one is free.
/// </summary>
public sealed class HostLayout
{
    /// <summary>Ranges of dirty extents told apart; beyond that neighbours are joined, and the clean ones between count as dirty.</summary>
    public const int DirtyRangeLimit = 256;

    private readonly ImmutableDictionary<VolumeId, LaidVolume> byId;
    private readonly Lazy<ExtentSet> free;
    private readonly Lazy<Capacity> capacity;
    private readonly long volumesTextBytes;

    private HostLayout(VolumeGroup group, IReadOnlyList<LaidVolume> volumes, ExtentSet dirty, GoneVolumes gone)
    {
        (Group, Volumes, Dirty, Gone) = (group, volumes, dirty, gone);
        byId = volumes.ToImmutableDictionary(v => v.Id);
        free = new Lazy<ExtentSet>(() => All.Except(ExtentSet.Of(Volumes.SelectMany(v => v.Extents))));
        capacity = new Lazy<Capacity>(CountExtents);
        volumesTextBytes = volumes.Sum(v => (long)v.Text.Length);
        NextSnapshotNumber = volumes.Select(LaidVolumeText.SnapshotNumber).Append(-1).Max() + 1;
    }

    /// <summary>The layout before and one change: what thousands of volumes add up to is carried along, not counted again.</summary>
    private HostLayout(HostLayout before, IReadOnlyList<LaidVolume> volumes, ExtentSet dirty, GoneVolumes gone, LaidVolume? gained, LaidVolume? lost)
    {
        (Group, Volumes, Dirty, Gone) = (before.Group, volumes, dirty, gone);
        byId = lost is null ? before.byId : before.byId.Remove(lost.Id);
        byId = gained is null ? byId : byId.Add(gained.Id, gained);
        var given = before.Free.Union(lost?.ExtentSet ?? ExtentSet.Empty).Except(gained?.ExtentSet ?? ExtentSet.Empty);
        free = new Lazy<ExtentSet>(given);
        capacity = new Lazy<Capacity>(CountExtents);
        volumesTextBytes = before.volumesTextBytes + (gained?.Text.Length ?? 0) - (lost?.Text.Length ?? 0);
        NextSnapshotNumber = Math.Max(before.NextSnapshotNumber, gained is null ? 0 : LaidVolumeText.SnapshotNumber(gained) + 1);
    }

    /// <summary>The group without its volumes and tags: names, sizes, and the sequence number of this layout's text.</summary>
    public VolumeGroup Group { get; private init; }

    /// <summary>In order of creation.</summary>
    public IReadOnlyList<LaidVolume> Volumes { get; }

    /// <summary>Extents, free or held, on which bytes of a former owner may lie.</summary>
    public ExtentSet Dirty { get; }

    public GoneVolumes Gone { get; }

    public ExtentSet Free => free.Value;

    /// <summary>An N no <c>snapshotN</c> of this layout has.</summary>
    public int NextSnapshotNumber { get; }

    public Capacity Capacity => capacity.Value;

    private ExtentSet All => ExtentSet.Of([new ExtentRange(0, Group.PhysicalVolume.ExtentCount)]);

    /// <summary>An empty host.</summary>
    public static HostLayout Empty(VolumeGroup group, ExtentSet dirty) =>
        new(group with { LogicalVolumes = [], Tags = [] }, [], dirty, GoneVolumes.None);

    /// <summary>The layout a metadata text describes.</summary>
    /// <exception cref="LvmFormatException">It holds something this host did not make, or two volumes on one extent.</exception>
    public static HostLayout Read(VolumeGroup group)
    {
        var volumes = LaidVolumeText.Read(group).ToList();
        if (ExtentSet.Of(volumes.SelectMany(v => v.Extents)).Count != volumes.Sum(v => v.Extents.Sum(r => r.Count)))
        {
            throw new LvmFormatException($"volume group '{group.Name}' has an extent under two volumes");
        }

        if (volumes.Select(v => v.Id).Distinct().Count() != volumes.Count)
        {
            throw new LvmFormatException($"volume group '{group.Name}' holds a volume twice");
        }

        var dirty = ExtentSet.Of(LayoutTags.Values(group.Tags, LayoutTags.Dirty).Select(ReadRange));
        var gone = GoneVolumes.Of(
            LayoutTags.Values(group.Tags, LayoutTags.Gone).Select(t => new VolumeId(Guid.ParseExact(t, "n"))),
            LayoutTags.Number(group.Tags, LayoutTags.Floor));
        return new HostLayout(group with { LogicalVolumes = [], Tags = [] }, volumes, dirty, gone);
    }

    public LaidVolume? Find(VolumeId id) => byId.GetValueOrDefault(id);

    public HostLayout Add(LaidVolume laid) => new(this, [.. Volumes, laid], Dirty, Gone, gained: laid, lost: null);

    public HostLayout Replace(LaidVolume laid) =>
        new(this, [.. Volumes.Select(v => v.Id == laid.Id ? laid : v)], Dirty, Gone, gained: laid, lost: byId[laid.Id]);

    /// <summary>Frees a volume's extents and remembers its id as gone.</summary>
    /// <param name="laid">A quarantined volume of this layout.</param>
    /// <param name="dirty">The dirty extents from now on.</param>
    public HostLayout Remove(LaidVolume laid, ExtentSet dirty) => new(
        this, [.. Volumes.Where(v => v.Id != laid.Id)], dirty.WidenedTo(DirtyRangeLimit), Gone.Add(laid.Id), gained: null, lost: laid);

    public HostLayout Forget(VolumeId id) => new(this, Volumes, Dirty, Gone.Add(id), gained: null, lost: null);

    /// <summary>This layout as the metadata text that follows the one with the layout's present sequence number.</summary>
    public (HostLayout Layout, byte[] Text) NextText(string description, DateTimeOffset at)
    {
        var next = new HostLayout(this, Volumes, Dirty, Gone, gained: null, lost: null)
        {
            Group = Group with { SequenceNumber = Group.SequenceNumber + 1 },
        };
        var head = next.Group with { Tags = [.. Tags()] };
        return (next, MetadataTextWriter.Join(head, [.. Volumes.Select(v => v.Text)], description, at));
    }

    /// <summary>
    /// Bytes the text takes at most once every list that may grow by itself is full. A new volume must leave that room, or a
    /// quarantine, which must never fail for want of it, could.
    /// </summary>
    public long ReservedTextBytes =>
        FixedBytes + volumesTextBytes + (GoneVolumes.Limit * GoneBytes) + (DirtyRangeLimit * DirtyBytes);

    // Upper bounds in bytes: the group's own lines; "cc.gone=…"; "cc.dirty=first-count". A quarantined volume's text is shorter than
    // that of the sparse volume it was.
    private const int FixedBytes = 4096;
    private const int GoneBytes = 48;
    private const int DirtyBytes = 56;

    private Capacity CountExtents() => new(
        new ByteSize(Group.ExtentBytes), All.Count, Free.Count, Held(ExtentState.Allocated), Held(ExtentState.Quarantined),
        Free.Intersect(Dirty).Count);

    private long Held(ExtentState state) => Volumes.Where(v => v.State == state).Sum(v => v.ExtentSet.Count);

    private IEnumerable<string> Tags()
    {
        foreach (var range in Dirty.Ranges)
        {
            yield return LayoutTags.Of(LayoutTags.Dirty, string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Count}"));
        }

        if (Gone.FloorUnixMilliseconds is { } floor)
        {
            yield return LayoutTags.Of(LayoutTags.Floor, floor);
        }

        foreach (var id in Gone.Ids)
        {
            yield return LayoutTags.Of(LayoutTags.Gone, id);
        }
    }

    private static ExtentRange ReadRange(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var first)
            && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var count)
            ? new ExtentRange(first, count)
            : throw new LvmFormatException($"'{text}' is not a range of extents");
    }
}
