using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Idempotency;

/// <summary>
/// What a request with an <c>Idempotency-Key</c> was answered, for whoever sends it again. Written in the transaction of the request's
/// own effect: there is never one without the other. Neither the key nor the answer can be read from it.
/// </summary>
public sealed class KeptAnswer
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private KeptAnswer()
    {
    }

    /// <summary>SHA-256 over the token and the key it sent: 32 bytes.</summary>
    public byte[] KeyHash { get; private init; } = [];

    public AccountId AccountId { get; private init; }

    /// <summary>SHA-256 over method, path, query and body: 32 bytes. Another request under the same key is refused.</summary>
    public byte[] RequestHash { get; private init; } = [];

    /// <summary>The answer, encrypted for the token it was given to: some answers hold a secret that is shown once.</summary>
    public byte[] SealedAnswer { get; private init; } = [];

    public DateTimeOffset KeptAt { get; private init; }
}
