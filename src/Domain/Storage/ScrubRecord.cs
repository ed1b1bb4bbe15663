using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Volumes;

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

    /// <summary>The droplet whose own disk it was; null when it was none's.</summary>
    public DropletId? DropletId { get; private init; }

    /// <summary>The image whose bytes they were; null when they were none's.</summary>
    public ImageId? ImageId { get; private init; }

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

    public static ScrubRecord Of(ScrubReceipt receipt, Volume volume, ActionId? action) => new()
    {
        Id = receipt.Id,
        AccountId = volume.AccountId,
        DropletId = volume.DropletId,
        ImageId = volume.ImageId,
        VolumeId = receipt.VolumeId,
        ActionId = action,
        HostName = volume.HostName,
        Outcome = ScrubOutcome.Scrubbed,
        Scope = receipt.Scope,
        ExtentCount = receipt.ExtentCount,
        BytesOverwritten = receipt.BytesOverwritten,
        BytesVerified = receipt.BytesVerified,
        StartedAt = receipt.StartedAt,
        CompletedAt = receipt.CompletedAt,
    };

    public static ScrubRecord OfDeclined(
        ScrubDeclined declined, Volume volume, ActionId? action, DateTimeOffset now) => new()
        {
            Id = Guid.CreateVersion7(),
            AccountId = volume.AccountId,
            DropletId = volume.DropletId,
            ImageId = volume.ImageId,
            VolumeId = declined.VolumeId,
            ActionId = action,
            HostName = volume.HostName,
            Outcome = ScrubOutcome.Declined,
            ExtentCount = volume.ExtentCount,
            DeclinedByTokenId = new TokenId(declined.TokenId),
            StartedAt = declined.At,
            CompletedAt = now,
        };
}
