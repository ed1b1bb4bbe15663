using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Storage;

/// <summary>Zeroes on a volume, for guests that ask for them or discard.</summary>
public static class DeviceZeroing
{
    private const int PieceBytes = 1 << 20;

    private static readonly byte[] Zeroes = new byte[PieceBytes];

    /// <summary>
    /// Overwrites what was written and leaves holes alone: they read as zero, and their room in the store is theirs anyhow. A trim
    /// does the same, so that what a guest discards is gone; nothing is ever taken out of the map.
    /// </summary>
    public static async ValueTask ZeroAsync(this IBlockDevice device, long offset, long length, CancellationToken ct)
    {
        foreach (var stretch in device.Map(offset, length).Where(stretch => stretch.IsWritten))
        {
            for (long done = 0; done < stretch.Length; done += PieceBytes)
            {
                var count = (int)Math.Min(PieceBytes, stretch.Length - done);
                await device.WriteAsync(stretch.Offset + done, Zeroes.AsMemory(0, count), ct);
            }
        }
    }
}
