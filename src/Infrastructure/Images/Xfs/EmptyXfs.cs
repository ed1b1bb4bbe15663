using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Images.Xfs;

/// <summary>
/// An XFS without anything in it, for a block volume that was ordered with one, made by mkfs.xfs (Debian's xfsprogs) in its own layout but
/// for the log.
/// </summary>
internal static class EmptyXfs
{
    /// <summary>
    /// mkfs.xfs writes the whole log, all zeroes: 64 MiB is the least it makes, where it would choose up to 2 GiB of this machine's memory.
    /// </summary>
    private const string LogSize = "size=64m";

    /// <summary>The UUID follows from the volume's id; the root folder's times and generation are of the moment.</summary>
    /// <exception cref="IOException">The program could not be started or failed; the message holds what it said.</exception>
    public static async Task<MemoryFile> MakeAsync(ByteSize disk, string label, VolumeId volume, CancellationToken ct)
    {
        var file = new MemoryFile($"xfs of {volume}");
        try
        {
            RandomAccess.SetLength(file.Handle, disk.Bytes);
            string[] arguments = ["-q", "-f", "-K", "-l", LogSize, "-m", $"uuid={volume.Value}", "-L", label, file.Path];
            var (exitCode, complaints) = await DiskPrograms.RunAsync("mkfs.xfs", "xfsprogs", arguments, input: "", environment: [], ct);
            return exitCode == 0 ? file : throw new IOException($"mkfs.xfs ended with {exitCode}: {complaints}");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
