using System.Security.Cryptography;

namespace CloudControl.Infrastructure.Secrets;

/// <summary>One key of the key file: 32 random bytes, for AES-256-GCM.</summary>
internal sealed class SealingKey
{
    public const int Bytes = 32;

    private const int IdBytes = 4;
    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private readonly byte[] key;

    /// <param name="key">Exactly <see cref="Bytes"/>.</param>
    public SealingKey(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Bytes);
        (this.key, Id) = (key, Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, IdBytes)));
    }

    /// <summary>What tells the key from others, and tells nothing of it: the beginning of its SHA-256.</summary>
    public string Id { get; }

    /// <summary>Nonce, tag and cipher, in this order.</summary>
    public byte[] Seal(ReadOnlySpan<byte> open, ReadOnlySpan<byte> about)
    {
        var box = new byte[NonceBytes + TagBytes + open.Length];
        var (nonce, tag, cipher) = Parts(box);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce.Span, open, cipher.Span, tag.Span, about);
        return box;
    }

    /// <exception cref="CryptographicException">It is not what was sealed, or is about something else.</exception>
    public byte[] Open(byte[] box, ReadOnlySpan<byte> about)
    {
        if (box.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("a sealed secret was cut off");
        }

        var (nonce, tag, cipher) = Parts(box);
        var open = new byte[cipher.Length];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(nonce.Span, cipher.Span, tag.Span, open, about);
        return open;
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(byte[] box) =>
        (box.AsMemory(0, NonceBytes), box.AsMemory(NonceBytes, TagBytes), box.AsMemory(NonceBytes + TagBytes));
}
