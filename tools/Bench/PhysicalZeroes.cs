using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Bench;

/// <summary>Reads the disks of a stopped cloud at their physical offsets: where every extent is free, every byte must be zero.</summary>
internal static class PhysicalZeroes
{
    private const int BlockBytes = 1 << 20;

    public static bool Check(string hostsFolder)
    {
        var clean = true;
        foreach (var path in Directory.EnumerateFiles(hostsFolder, "pv.img", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var disk = FileDisk.OpenOrCreate(path, BlockBytes);
            var lvm = LvmDisk.TryOpen(disk) ?? throw new InvalidOperationException($"{path} is no physical volume");
            var allocated = lvm.ReadVolumeGroup().LogicalVolumes.Count;
            var (read, foreign) = Scan(disk, lvm.Label.Data.Offset);
            var name = Path.GetFileName(Path.GetDirectoryName(path));
            Console.WriteLine($"{name,-12}{allocated,6} volumes   {read >> 20,8} MiB of extents read, the rest never written   {foreign,6} bytes other than zero");
            clean &= allocated == 0 && foreign == 0;
        }

        return clean;
    }

    private static (long Read, long Foreign) Scan(FileDisk disk, long from)
    {
        var block = new byte[BlockBytes];
        long read = 0, foreign = 0;
        for (var offset = disk.NextData(from); offset < disk.Length; offset = disk.NextData(offset))
        {
            var part = block.AsSpan(0, (int)Math.Min(BlockBytes, disk.Length - offset));
            disk.Read(offset, part);
            foreign += part.Length - part.Count((byte)0);
            read += part.Length;
            offset += part.Length;
        }

        return (read, foreign);
    }
}
