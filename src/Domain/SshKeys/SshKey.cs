using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.SshKeys;

/// <summary>Names a key; a 64-bit integer on the wire.</summary>
public readonly record struct SshKeyId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A public key that can be put on droplets.</summary>
public sealed class SshKey
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaximumNameLength = 255;

    /// <summary>Longest public key line, in characters: an RSA key of 16384 bits has about 2800.</summary>
    public const int MaximumPublicKeyLength = 16 * 1024;

    private SshKey()
    {
    }

    public SshKeyId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>One line in OpenSSH's format, without a newline.</summary>
    public string PublicKey { get; private set; } = "";

    /// <summary>MD5 of the key blob as colon-separated hexadecimal pairs: the form the API has always shown.</summary>
    public string Fingerprint { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Reads an OpenSSH public key line; a trailing newline, which doctl sends, is not part of it.</summary>
    public static Result<SshKey> Register(SshKeyId id, AccountId account, string name, string publicKey, DateTimeOffset now)
    {
        var line = publicKey.Trim();
        return FingerprintOf(line) is { } fingerprint
            ? new SshKey { Id = id, AccountId = account, Name = name, PublicKey = line, Fingerprint = fingerprint, CreatedAt = now }
            : new SshKeyUnreadable();
    }

    public void Rename(string name) => Name = name;

    /// <summary>Puts another key under the name; droplets that have the old one keep it.</summary>
    /// <returns>The key, or <see cref="SshKeyUnreadable"/>, in which case nothing changed.</returns>
    public Result<SshKey> Replace(string publicKey)
    {
        var line = publicKey.Trim();
        if (FingerprintOf(line) is not { } fingerprint)
        {
            return new SshKeyUnreadable();
        }

        (PublicKey, Fingerprint) = (line, fingerprint);
        return this;
    }

    /// <summary>The fingerprint, or null when the line is no OpenSSH public key (RFC 4253 §6.6: the blob repeats the type's name).</summary>
    public static string? FingerprintOf(string line)
    {
        if (line.AsSpan().ContainsAny('\n', '\r') || line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries) is not [var type, var base64, ..])
        {
            return null;
        }

        var blob = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, blob, out var length) || length < 4)
        {
            return null;
        }

        var typeLength = BinaryPrimitives.ReadUInt32BigEndian(blob);
        if (typeLength > length - 4 || Encoding.ASCII.GetString(blob, 4, (int)typeLength) != type)
        {
            return null;
        }

#pragma warning disable CA5351 // MD5 is the wire format of the field, not a protection.
        var hash = MD5.HashData(blob.AsSpan(0, length));
#pragma warning restore CA5351
        return string.Join(':', hash.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
