using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Images.Ext4;

/// <summary>An ext4 without anything in it, for a block volume that was ordered with one.</summary>
internal static class EmptyExt4
{
    /// <summary>The same arguments give the same bytes: the file system's own UUID follows from the volume's id.</summary>
    public static async Task<MemoryFile> MakeAsync(ByteSize disk, string label, VolumeId volume, DateTimeOffset time, CancellationToken ct)
    {
        var file = new MemoryFile($"ext4 of {volume}");
        try
        {
            RandomAccess.SetLength(file.Handle, disk.Bytes);
            await E2fsProgs.Mke2fsAsync([.. Ext4Format.Options(disk, volume.Value), "-L", label, file.Path], time, ct);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
