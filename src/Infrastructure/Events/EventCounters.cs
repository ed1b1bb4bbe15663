using CloudControl.Domain.Accounts;

namespace CloudControl.Infrastructure.Events;

/// <summary>The last position given out in an account's feed; written by <see cref="EventNumbering"/> alone.</summary>
internal sealed class FeedCounter
{
    public AccountId AccountId { get; private init; }

    public long LastPosition { get; private init; }
}

/// <summary>The last number given to an event of one resource; outlives the resource. Written by <see cref="EventNumbering"/> alone.</summary>
internal sealed class SequenceCounter
{
    public AccountId AccountId { get; private init; }

    public string ResourceType { get; private init; } = "";

    public string ResourceId { get; private init; } = "";

    public long LastSequence { get; private init; }
}
