using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Infrastructure.Webhooks;

/// <summary>
/// Signs messages as Standard Webhooks says: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>, keyed with the
/// bytes whose base64 follows <c>whsec_</c> in the secret. While a secret is being rotated a message carries one signature for each
/// secret, separated by spaces. Source: standard-webhooks/spec/standard-webhooks.md.
/// </summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";

    /// <summary>Seconds since 1970 of this attempt, so that a receiver can refuse what was recorded and played back.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";

    /// <summary>The value of <see cref="SignatureHeader"/>.</summary>
    /// <exception cref="FormatException">A secret is not <c>whsec_</c> and base64.</exception>
    public static string HeaderOf(string messageId, DateTimeOffset timestamp, string body, IEnumerable<string> secrets) =>
        string.Join(' ', secrets.Select(secret => Version + Convert.ToBase64String(Compute(secret, messageId, timestamp, body))));

    /// <summary>What a receiver does, but for judging the timestamp's age: true when one of the header's signatures is the secret's.</summary>
    /// <exception cref="FormatException">The secret is not <c>whsec_</c> and base64.</exception>
    public static bool Verify(string messageId, DateTimeOffset timestamp, string body, string header, string secret)
    {
        var expected = Encoding.ASCII.GetBytes(Version + Convert.ToBase64String(Compute(secret, messageId, timestamp, body)));
        var accepted = false;
        foreach (var signature in header.Split(' '))
        {
            // Compared as text: base64 that merely decodes to the same bytes is not what we signed.
            accepted |= CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));
        }

        return accepted;
    }

    private static byte[] Compute(string secret, string messageId, DateTimeOffset timestamp, string body)
    {
        if (!secret.StartsWith(Webhook.SecretPrefix, StringComparison.Ordinal))
        {
            throw new FormatException($"a webhook's secret does not start with {Webhook.SecretPrefix}");
        }

        var key = Convert.FromBase64String(secret[Webhook.SecretPrefix.Length..]);
        var seconds = timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{messageId}.{seconds}.{body}"));
    }
}
