using System.Security.Cryptography;
using System.Text;

namespace CloudControl.Domain.Accounts;

/// <summary>Names a token, never its secret.</summary>
public readonly record struct TokenId(Guid Value)
{
    public static TokenId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>A bearer token. Only the SHA-256 of the secret is stored; the secret itself is shown once, when it is made.</summary>
public sealed class ApiToken
{
    /// <summary>What every secret starts with, so that scanners for leaked credentials find it.</summary>
    public const string Prefix = "ccp_v1_";

    /// <summary>Tokens one account may have that are not revoked.</summary>
    public const int MaximumPerAccount = 100;

    /// <summary>Longest name, in characters.</summary>
    public const int MaximumNameLength = 255;

    /// <summary>How exactly <see cref="LastUsedAt"/> is kept: a token in constant use is written once in this time.</summary>
    public static readonly TimeSpan UseResolution = TimeSpan.FromMinutes(1);

    private const int SecretBytes = 32;

    private ApiToken()
    {
    }

    public TokenId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    public string Name { get; private init; } = "";

    /// <summary>SHA-256 of the secret, 32 bytes.</summary>
    public byte[] Hash { get; private init; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Null: does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>When a request last came with it, to within <see cref="UseResolution"/>; null before the first.</summary>
    public DateTimeOffset? LastUsedAt { get; private init; }

    /// <summary>What it may do; null means everything.</summary>
    public IReadOnlyList<string>? Scopes { get; private init; }

    /// <summary>Makes a token; the second value is the secret, which is not kept.</summary>
    public static (ApiToken Token, string Secret) Issue(
        AccountId account, string name, DateTimeOffset now, DateTimeOffset? expiresAt = null, TokenScopes? scopes = null)
    {
        var secret = Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        var token = new ApiToken
        {
            Id = TokenId.New(),
            AccountId = account,
            Name = name,
            Hash = HashOf(secret),
            CreatedAt = now,
            ExpiresAt = expiresAt,
            Scopes = scopes?.Granted,
        };
        return (token, secret);
    }

    /// <summary>What is stored of a secret. The secrets are 256 random bits, so a fast hash is enough.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public bool IsValidAt(DateTimeOffset now) => RevokedAt is null && (ExpiresAt is null || ExpiresAt > now);

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}
