using System.Security.Cryptography;
using System.Text;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Infrastructure.Secrets;

/// <summary>
/// Keeps the secrets of webhooks closed in the database: <c>sealed:KEY:BASE64</c>, sealed by AES-256-GCM with the first key of the operator's
/// key file and opened with any of them. A sealed secret is about one webhook and opens for no other. Without a key file secrets stay as they
/// are, in the clear, and what was stored in the clear is read with one, too.
/// </summary>
public sealed class SecretSeal
{
    /// <summary>The setting that names the key file: a key a line, 32 bytes in base64; empty lines and those with <c>#</c> are none.</summary>
    public const string Setting = "Secrets:KeyFile";

    /// <summary>Keys in one file.</summary>
    public const int MaximumKeys = 20;

    private const string Prefix = "sealed:";
    private readonly IReadOnlyList<SealingKey> keys;

    private SecretSeal(IReadOnlyList<SealingKey> keys) => this.keys = keys;

    /// <summary>What a secret begins with that is sealed as new ones are; null when none are.</summary>
    public string? CurrentPrefix => keys.Count > 0 ? PrefixOf(keys[0]) : null;

    /// <param name="keyFile">Its path; null or empty for no keys.</param>
    /// <exception cref="FormatException">It has no key, too many, or a line that is none.</exception>
    public static SecretSeal Of(string? keyFile)
    {
        if (string.IsNullOrEmpty(keyFile))
        {
            return new SecretSeal([]);
        }

        var keys = File.ReadLines(keyFile).Select((line, index) => (Text: line.Trim(), Number: index + 1))
            .Where(line => line.Text.Length > 0 && !line.Text.StartsWith('#')).Take(MaximumKeys + 1)
            .Select(line => KeyOf(line.Text) ?? throw new FormatException($"{keyFile}, line {line.Number}: not {SealingKey.Bytes} bytes in base64"))
            .ToList();
        return keys.Count is > 0 and <= MaximumKeys ? new SecretSeal(keys) : throw new FormatException($"{keyFile} must have 1 to {MaximumKeys} keys");
    }

    /// <summary>As it is to be stored: sealed with the first key, whatever it was before. What none of the keys opens stays as it is.</summary>
    public string Close(string stored, WebhookId about) =>
        CurrentPrefix is not { } prefix || stored.StartsWith(prefix, StringComparison.Ordinal) || Open(stored, about) is not { } secret
            ? stored
            : prefix + Convert.ToBase64String(keys[0].Seal(Encoding.UTF8.GetBytes(secret), about.Value.ToByteArray()));

    /// <returns>The secret; null when it was sealed with a key that is not in the file.</returns>
    /// <exception cref="CryptographicException">It was changed, or is another webhook's.</exception>
    public string? Open(string stored, WebhookId about)
    {
        if (!stored.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return stored;
        }

        return keys.FirstOrDefault(key => stored.StartsWith(PrefixOf(key), StringComparison.Ordinal)) is { } key
            ? Encoding.UTF8.GetString(key.Open(Convert.FromBase64String(stored[PrefixOf(key).Length..]), about.Value.ToByteArray()))
            : null;
    }

    private static string PrefixOf(SealingKey key) => $"{Prefix}{key.Id}:";

    private static SealingKey? KeyOf(string text)
    {
        var bytes = new byte[SealingKey.Bytes + 1];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == SealingKey.Bytes ? new SealingKey(bytes[..length]) : null;
    }
}
