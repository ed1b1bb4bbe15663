using CloudControl.Domain.Accounts;

namespace CloudControl.Infrastructure.RateLimiting;

/// <summary>How many requests a token has been granted in the hour and the minute that are being counted: one row per token, for all processes.</summary>
public sealed class TokenBudget
{
    public TokenId TokenId { get; private init; }

    /// <summary>The hour, counted from 1970.</summary>
    public long Hour { get; private init; }

    public int HourUsed { get; private init; }

    /// <summary>The minute, counted from 1970.</summary>
    public long Minute { get; private init; }

    public int MinuteUsed { get; private init; }

    /// <summary>What the last lease took: how a statement that takes one says how much it got.</summary>
    public int Granted { get; private init; }
}
