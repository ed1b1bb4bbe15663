using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;

namespace CloudControl.Domain.Storage;

/// <summary>How the scrub of a destroyed volume ended.</summary>
public enum ScrubOutcome
{
    Scrubbed,
    Declined,
}

/// <summary>What a customer or auditor gets: the receipt as it was, kept after droplet, volume and host are gone.</summary>
public sealed class ScrubRecord
{
    private ScrubRecord()
    {
    }

    /// <summary>The receipt's id; for a declined scrub an id of its own.</summary>
    public Guid Id { get; private init; }

    public AccountId AccountId { get; private init; }

    public DropletId DropletId { get; private init; }

    /// <summary>At most one record for each volume.</summary>
    public VolumeId VolumeId { get; private init; }

    public ActionId? ActionId { get; private init; }

    public string HostName { get; private init; } = "";

    public ScrubOutcome Outcome { get; private init; }

    /// <summary>Null when declined.</summary>
    public ScrubScope? Scope { get; private init; }

    public long ExtentCount { get; private init; }

    public long BytesOverwritten { get; private init; }

    public long BytesVerified { get; private init; }

    /// <summary>The token that declined; null when scrubbed.</summary>
    public TokenId? DeclinedByTokenId { get; private init; }

    public DateTimeOffset StartedAt { get; private init; }

    public DateTimeOffset CompletedAt { get; private init; }

    public static ScrubRecord Of(ScrubReceipt receipt, AccountId account, DropletId droplet, ActionId? action, string hostName) => new()
    {
        Id = receipt.Id,
        AccountId = account,
        DropletId = droplet,
        VolumeId = receipt.VolumeId,
        ActionId = action,
        HostName = hostName,
        Outcome = ScrubOutcome.Scrubbed,
        Scope = receipt.Scope,
        ExtentCount = receipt.ExtentCount,
        BytesOverwritten = receipt.BytesOverwritten,
        BytesVerified = receipt.BytesVerified,
        StartedAt = receipt.StartedAt,
        CompletedAt = receipt.CompletedAt,
    };

    public static ScrubRecord OfDeclined(
        ScrubDeclined declined, AccountId account, DropletId droplet, ActionId? action, string hostName, long extentCount, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(),
            AccountId = account,
            DropletId = droplet,
            VolumeId = declined.VolumeId,
            ActionId = action,
            HostName = hostName,
            Outcome = ScrubOutcome.Declined,
            ExtentCount = extentCount,
            DeclinedByTokenId = new TokenId(declined.TokenId),
            StartedAt = declined.At,
            CompletedAt = now,
        };
}
