using System.Security.Cryptography;
using System.Text;
using CloudControl.Domain.Accounts;
using Microsoft.Extensions.Primitives;

namespace CloudControl.Api.Http.Idempotency;

/// <summary>
/// A client's name for one order, in the header <c>Idempotency-Key</c>. The IETF's draft (draft-ietf-httpapi-idempotency-key-header)
/// has it as a quoted string; most clients send it bare, and both are the same key.
/// </summary>
/// <param name="Text">1 to <see cref="MaximumLength"/> visible ASCII characters; inside quotes spaces, too.</param>
public sealed record IdempotencyKey(string Text)
{
    public const string Header = "Idempotency-Key";
    public const int MaximumLength = 255;

    private const char Quote = '"';
    private const char Escape = '\\';

    /// <summary>Reads a header; null when it is no key: given twice, empty, too long, or with characters that no key has.</summary>
    public static IdempotencyKey? Parse(StringValues header)
    {
        if (header is not [{ } value])
        {
            return null;
        }

        var text = value.StartsWith(Quote) ? Unquote(value) : value;
        var lowest = value.StartsWith(Quote) ? ' ' : '!';
        return text is { Length: > 0 and <= MaximumLength } && text.All(c => c >= lowest && c <= '~') ? new IdempotencyKey(text) : null;
    }

    /// <summary>What the key is stored as. Two tokens may use the same words for their keys.</summary>
    public byte[] HashFor(TokenId token) => SHA256.HashData([.. token.Value.ToByteArray(), .. Encoding.ASCII.GetBytes(Text)]);

    /// <summary>A string of RFC 8941 (structured fields), section 3.3.3: only quotes and backslashes are escaped.</summary>
    private static string? Unquote(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] == Quote)
            {
                return i == value.Length - 1 ? text.ToString() : null;
            }

            if (value[i] == Escape && (++i == value.Length || value[i] is not (Quote or Escape)))
            {
                return null;
            }

            text.Append(value[i]);
        }

        return null;     // never closed
    }
}
