using CloudControl.Domain.Storage;

namespace CloudControl.Api.ScrubReceipts;

/// <summary>A scrub receipt on the wire.</summary>
/// <param name="Id">The receipt's id.</param>
/// <param name="Outcome"><c>scrubbed</c>: every byte in scope was read back as zero. <c>declined</c>: the owner said no.</param>
/// <param name="Scope"><c>written</c>: all that was ever written. <c>full</c>: every byte of every extent. Null when declined.</param>
/// <param name="DropletId">The droplet whose own disk it was; null when it was none's.</param>
/// <param name="ImageId">The image whose bytes they were; null when they were none's.</param>
/// <param name="VolumeId">The disk; for a block volume its own id.</param>
/// <param name="ActionId">The action that gave the disk back; null when no action of the customer did.</param>
/// <param name="Host">The host the disk was on.</param>
/// <param name="Extents">Physical extents it held.</param>
/// <param name="BytesOverwritten">Bytes of zeroes written and flushed.</param>
/// <param name="BytesVerified">Bytes read back from the physical offset and seen to be zero.</param>
/// <param name="DeclinedByTokenId">The token that declined; null when scrubbed.</param>
/// <param name="StartedAt">When the scrub began, or was declined.</param>
/// <param name="CompletedAt">When the extents were given back.</param>
public sealed record ScrubReceiptView(
    Guid Id, string Outcome, string? Scope, long? DropletId, long? ImageId, Guid VolumeId, long? ActionId, string Host, long Extents,
    long BytesOverwritten, long BytesVerified, Guid? DeclinedByTokenId, DateTimeOffset StartedAt, DateTimeOffset CompletedAt)
{
    public static ScrubReceiptView Of(ScrubRecord scrub) => new(
        scrub.Id, Spelled(scrub.Outcome)!, Spelled(scrub.Scope), scrub.DropletId?.Value, scrub.ImageId?.Value, scrub.VolumeId.Value,
        scrub.ActionId?.Value, scrub.HostName, scrub.ExtentCount, scrub.BytesOverwritten, scrub.BytesVerified, scrub.DeclinedByTokenId?.Value, scrub.StartedAt, scrub.CompletedAt);

    /// <summary>Every name of these enums is one word.</summary>
    private static string? Spelled(Enum? value) => value?.ToString().ToLowerInvariant();
}
