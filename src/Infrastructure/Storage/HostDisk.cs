using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage;

/// <summary>Opens a host's disk, or makes it the physical volume of a new, empty volume group.</summary>
internal static class HostDisk
{
    /// <summary>Below that the metadata area has no room for the lists a host keeps of itself.</summary>
    private static readonly ByteSize SmallestMetadataArea = ByteSize.FromKiB(256);

    private static readonly ByteSize SmallestExtent = ByteSize.FromKiB(64);

    private const int FillBytes = 1024 * 1024;

    /// <exception cref="LvmFormatException">The disk is a physical volume, but broken or not this host's.</exception>
    public static async Task<(LvmDisk Disk, HostLayout Layout)> OpenOrFormatAsync(
        IRawDisk disk, SimulatedHostOptions options, SharedFlush flush)
    {
        // A process that was killed may have left a commit in a cache. Whichever text the disk shows now must be the one it shows
        // after a power cut, or what we acknowledge because "it is there already" could still vanish.
        await flush.FlushAsync();

        var name = GroupName(options.Name);
        if (LvmDisk.TryOpen(disk) is not { } found)
        {
            return await FormatAsync(disk, name, options, flush);
        }

        var group = found.ReadVolumeGroup();
        return group.Name == name
            ? (found, HostLayout.Read(group))
            : throw new LvmFormatException($"this disk belongs to volume group '{group.Name}', not to '{name}'");
    }

    private static async Task<(LvmDisk Disk, HostLayout Layout)> FormatAsync(
        IRawDisk disk, string groupName, SimulatedHostOptions options, SharedFlush flush)
    {
        var (extent, start) = (options.ExtentBytes.Bytes, options.MetadataAreaBytes.Bytes);
        Require(long.IsPow2(extent) && options.ExtentBytes >= SmallestExtent, $"an extent is a power of two from {SmallestExtent}");
        Require(options.MetadataAreaBytes >= SmallestMetadataArea && start % LvmDisk.AreaStart == 0,
            $"a metadata area has at least {SmallestMetadataArea} and is a multiple of 4 KiB");
        Require(disk.Length >= start + extent, $"a disk of {disk.Length} bytes has no room for one extent");

        if (options.FillPattern is { } pattern)
        {
            Fill(disk, pattern);
        }

        // A disk born with contents: whatever they are, they were somebody's.
        var extentCount = (disk.Length - start) / extent;
        var dirty = disk.NextData(start) < disk.Length ? ExtentSet.Of([new ExtentRange(0, extentCount)]) : ExtentSet.Empty;

        var label = new PvLabel(
            LvmUuid.New(), disk.Length, new DiskArea(start, 0), new DiskArea(LvmDisk.AreaStart, start - LvmDisk.AreaStart));
        var physical = new PhysicalVolume(
            "pv0", label.Id, "/dev/" + groupName, disk.Length / PvLabel.SectorBytes, start / PvLabel.SectorBytes, extentCount);
        var group = new VolumeGroup(groupName, LvmUuid.New(), 0, extent / PvLabel.SectorBytes, [], physical, []);
        var (layout, text) = HostLayout.Empty(group, dirty).NextText("create volume group", options.TimeProvider.GetUtcNow());
        return (await LvmDisk.FormatAsync(disk, label, text, flush), layout);
    }

    private static void Fill(IRawDisk disk, byte pattern)
    {
        var piece = new byte[FillBytes];
        piece.AsSpan().Fill(pattern);
        for (long at = 0; at < disk.Length; at += piece.Length)
        {
            disk.Write(at, piece.AsSpan(0, (int)Math.Min(piece.Length, disk.Length - at)));
        }
    }

    private static string GroupName(string host)
    {
        Require(
            host.Length is > 0 and <= 100 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '+' or '-'),
            $"'{host}' cannot be part of a volume group's name");
        return "cc-" + host;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ArgumentException(otherwise);
        }
    }
}
