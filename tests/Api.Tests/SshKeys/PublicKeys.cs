using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CloudControl.Api.Tests.SshKeys;

/// <summary>Public keys that nobody has the other half of.</summary>
internal static class PublicKeys
{
    private const int Ed25519Bytes = 32;

    /// <summary>An OpenSSH line for a random Ed25519 point: the type's name and the point, each behind its length.</summary>
    public static string New(string comment = "someone@somewhere")
    {
        var type = "ssh-ed25519"u8;
        var blob = new byte[4 + type.Length + 4 + Ed25519Bytes];
        BinaryPrimitives.WriteInt32BigEndian(blob, type.Length);
        type.CopyTo(blob.AsSpan(4));
        BinaryPrimitives.WriteInt32BigEndian(blob.AsSpan(4 + type.Length), Ed25519Bytes);
        RandomNumberGenerator.Fill(blob.AsSpan(8 + type.Length));
        return $"ssh-ed25519 {Convert.ToBase64String(blob)} {comment}";
    }
}
