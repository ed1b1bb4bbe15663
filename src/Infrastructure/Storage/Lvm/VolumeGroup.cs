namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>A volume group over one physical volume, as its metadata text describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its uuid.</param>
/// <param name="SequenceNumber">Grows by one with every commit.</param>
/// <param name="ExtentSectors">Sectors of 512 bytes in one extent.</param>
/// <param name="Tags">Its tags, in order.</param>
/// <param name="PhysicalVolume">What it lies on.</param>
/// <param name="LogicalVolumes">In the order of the text.</param>
public sealed record VolumeGroup(
    string Name, LvmUuid Id, long SequenceNumber, long ExtentSectors, IReadOnlyList<string> Tags, PhysicalVolume PhysicalVolume,
    IReadOnlyList<LogicalVolume> LogicalVolumes)
{
    /// <summary>Bytes of one extent.</summary>
    public long ExtentBytes => ExtentSectors * PvLabel.SectorBytes;

    /// <summary>Byte of the disk at which a physical extent begins.</summary>
    public long OffsetOf(long physicalExtent) =>
        (PhysicalVolume.StartSector * PvLabel.SectorBytes) + (physicalExtent * ExtentBytes);
}

/// <summary>The physical volume: its extents begin at sector <paramref name="StartSector"/>.</summary>
/// <param name="Name">Its name within the text, such as <c>pv0</c>.</param>
/// <param name="Id">Its uuid, the one in the label.</param>
/// <param name="Device">Where lvm2 last saw it: a hint.</param>
/// <param name="DeviceSectors">Sectors of the whole disk.</param>
/// <param name="StartSector">lvm2's pe_start.</param>
/// <param name="ExtentCount">lvm2's pe_count.</param>
public sealed record PhysicalVolume(
    string Name, LvmUuid Id, string Device, long DeviceSectors, long StartSector, long ExtentCount);

/// <summary>A logical volume of the text. A sparse volume is three of them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its uuid.</param>
/// <param name="Status">READ, WRITE, VISIBLE.</param>
/// <param name="Tags">Its tags, in order.</param>
/// <param name="CreatedAt">Unix seconds.</param>
/// <param name="Segments">In order of their first extent.</param>
public sealed record LogicalVolume(
    string Name, LvmUuid Id, IReadOnlyList<string> Status, IReadOnlyList<string> Tags, long CreatedAt, IReadOnlyList<Segment> Segments)
{
    public long ExtentCount => Segments.Sum(s => s.ExtentCount);

    public bool IsVisible => Status.Contains("VISIBLE");
}

/// <summary>A run of a logical volume's extents.</summary>
public abstract record Segment(long StartExtent, long ExtentCount);

/// <summary>Extents on the disk, in order: lvm2's <c>striped</c> with one stripe.</summary>
public sealed record LinearSegment(long StartExtent, long ExtentCount, string PhysicalVolume, long FirstPhysicalExtent)
    : Segment(StartExtent, ExtentCount);

/// <summary>Extents that read as zero and exist nowhere.</summary>
public sealed record ZeroSegment(long StartExtent, long ExtentCount) : Segment(StartExtent, ExtentCount);

/// <summary>Ties an origin and a COW store together.</summary>
public sealed record SnapshotSegment(long StartExtent, long ExtentCount, long ChunkSectors, string Origin, string CowStore)
    : Segment(StartExtent, ExtentCount);

/// <summary>A segment of a type this host neither makes nor serves.</summary>
public sealed record OtherSegment(long StartExtent, long ExtentCount, string Type) : Segment(StartExtent, ExtentCount);
