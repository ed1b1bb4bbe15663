using CloudControl.Domain.Actions;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Events;

/// <summary>
/// What receivers are told of a droplet as its action ended. Members without a value are left out: the error unless the action
/// failed, the scrub unless the droplet was destroyed, the address when it has none, the volume
/// unless one was attached or detached, the reserved IP unless one was assigned or unassigned.
/// </summary>
public sealed record DropletEventData(
    long DropletId, string Name, string Region, string Size, long ActionId, string ActionType, DateTimeOffset CompletedAt,
    string? PublicIpv4 = null, ActionErrorData? Error = null, ScrubSummary? Scrub = null, Guid? VolumeId = null, string? ReservedIp = null);

/// <summary>Why an action failed: a name for machines and a sentence for the customer.</summary>
public sealed record ActionErrorData(string Code, string Message)
{
    /// <summary>Null unless the action failed.</summary>
    public static ActionErrorData? Of(ResourceAction action) =>
        action.ErrorCode is { } code ? new ActionErrorData(code, action.ErrorMessage ?? "") : null;
}

/// <summary>What became of a destroyed disk; the whole receipt is at <c>/v2/scrub_receipts/{receipt_id}</c>.</summary>
public sealed record ScrubSummary(ScrubOutcome Outcome, Guid ReceiptId, long BytesOverwritten, long BytesVerified)
{
    public static ScrubSummary Of(ScrubRecord scrub) => new(scrub.Outcome, scrub.Id, scrub.BytesOverwritten, scrub.BytesVerified);
}

/// <summary>
/// What receivers are told of a scrub: the receipt but for the host's name. What is null is left out: whose bytes they were is a droplet, an
/// image or neither, and who declined is nobody most of the time.
/// </summary>
public sealed record ScrubEventData(
    Guid ReceiptId, ScrubOutcome Outcome, ScrubScope? Scope, long? DropletId, Guid VolumeId, long? ActionId, long Extents,
    long BytesOverwritten, long BytesVerified, Guid? DeclinedByTokenId, DateTimeOffset StartedAt, DateTimeOffset CompletedAt,
    long? ImageId = null);
