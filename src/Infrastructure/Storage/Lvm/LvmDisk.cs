using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>A disk that is an LVM2 physical volume: its label and its metadata area.</summary>
public sealed record LvmDisk(IRawDisk Disk, PvLabel Label, MetadataArea Area)
{
    /// <summary>Where lvm2 puts the metadata area.</summary>
    public const int AreaStart = 4096;

    /// <summary>
    /// Opens the physical volume. Null when nothing on the disk claims to be one; what claims to be one and is broken throws,
    /// lest somebody take it for an empty disk.
    /// </summary>
    /// <exception cref="LvmFormatException">
    /// A label or metadata area with a wrong checksum, or of a kind not served here; or volumes without a label.
    /// </exception>
    public static LvmDisk? TryOpen(IRawDisk disk)
    {
        var sector = new byte[PvLabel.SectorBytes];
        for (var number = 0; number < PvLabel.ScannedSectors; number++)
        {
            disk.Read(number * PvLabel.SectorBytes, sector);
            if (PvLabel.Claims(sector))
            {
                var label = PvLabel.Decode(sector);
                return new LvmDisk(disk, label, MetadataArea.Open(disk, label.Metadata.Offset));
            }
        }

        RequireNoGroup(disk);
        return null;
    }

    /// <summary>
    /// A disk whose label rotted away is not an empty one: its metadata area still tells of volumes. One that tells of none is what a
    /// crash in <see cref="FormatAsync"/> leaves, which writes the label last.
    /// </summary>
    private static void RequireNoGroup(IRawDisk disk)
    {
        if (disk.Length < AreaStart + MetadataAreaHeader.HeaderBytes)
        {
            return;
        }

        MetadataArea area;
        try
        {
            area = MetadataArea.Open(disk, AreaStart);
        }
        catch (LvmFormatException)
        {
            return;   // no metadata area either
        }

        if (area.ReadText() is { } text && VolumeGroupReader.Read(text) is { SequenceNumber: > 1 } group)
        {
            throw new LvmFormatException($"the label is gone, but there is a metadata area with volume group '{group.Name}'");
        }
    }

    /// <summary>The volume group of the committed text.</summary>
    /// <exception cref="LvmFormatException">There is none, or it does not describe this physical volume.</exception>
    public VolumeGroup ReadVolumeGroup()
    {
        var text = Area.ReadText() ?? throw new LvmFormatException("the physical volume belongs to no volume group");
        var group = VolumeGroupReader.Read(text);
        if (group.PhysicalVolume.Id != Label.Id)
        {
            throw new LvmFormatException($"the label says {Label.Id}, the metadata text says {group.PhysicalVolume.Id}");
        }

        if (group.ExtentSectors <= 0 || group.PhysicalVolume.ExtentCount < 0
            || group.OffsetOf(group.PhysicalVolume.ExtentCount) > Disk.Length)
        {
            throw new LvmFormatException("the extents reach over the end of the disk");
        }

        return group;
    }

    /// <summary>
    /// Makes a physical volume with a first metadata text. The label comes last, so a crash before it leaves a disk that claims
    /// nothing.
    /// </summary>
    public static async Task<LvmDisk> FormatAsync(
        IRawDisk disk, PvLabel label, ReadOnlyMemory<byte> firstText, SharedFlush flush)
    {
        // Zeroes over what other formats keep at the start of a disk, so that no tool takes it for theirs.
        disk.Write(0, new byte[AreaStart]);
        var header = new MetadataAreaHeader(label.Metadata.Offset, label.Metadata.Length, null, null);
        disk.Write(header.Start, header.Encode());
        var area = new MetadataArea(disk, header);
        await area.CommitAsync(firstText, flush);
        disk.Write(PvLabel.LabelSector * PvLabel.SectorBytes, label.Encode());
        await flush.FlushAsync();
        return new LvmDisk(disk, label, area);
    }
}
