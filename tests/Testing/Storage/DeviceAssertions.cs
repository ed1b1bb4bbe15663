using System.Security.Cryptography;
using CloudControl.Domain.Storage;

namespace CloudControl.Testing.Storage;

/// <summary>What tests ask of an open volume, in words.</summary>
public static class DeviceAssertions
{
    private const int PieceBytes = 1024 * 1024;

    public static async Task ShouldReadZeroAsync(this IBlockDevice device, long from, long to)
    {
        var bytes = await device.ReadAllAsync(from, to - from);
        var foreign = bytes.AsSpan().IndexOfAnyExcept((byte)0);
        Xunit.Assert.True(foreign < 0, $"byte {from + foreign} should read as zero and is {(foreign < 0 ? 0 : bytes[foreign]):x2}");
    }

    public static async Task<byte[]> ReadAllAsync(this IBlockDevice device, long offset = 0, long? length = null)
    {
        var bytes = new byte[length ?? device.Length - offset];
        await device.ReadAsync(offset, bytes, default);
        return bytes;
    }

    /// <summary>Hexadecimal SHA-256 of the whole volume.</summary>
    public static async Task<string> Sha256Async(this IBlockDevice device)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[PieceBytes];
        for (long at = 0; at < device.Length; at += piece.Length)
        {
            var part = piece.AsMemory(0, (int)Math.Min(piece.Length, device.Length - at));
            await device.ReadAsync(at, part, default);
            hash.AppendData(part.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
