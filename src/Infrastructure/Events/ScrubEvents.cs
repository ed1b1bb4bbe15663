using CloudControl.Domain.Events;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Events;

/// <summary>The events of disks that were given back, whichever way: destroy, rebuild, failed create.</summary>
public static class ScrubEvents
{
    private const string ResourceType = "scrub_receipt";

    /// <summary><c>scrub.completed</c> or <c>scrub.declined</c>, as the record says.</summary>
    public static EventDraft Ended(ScrubRecord scrub)
    {
        var type = scrub.Outcome == ScrubOutcome.Declined ? EventTypes.ScrubDeclined : EventTypes.ScrubCompleted;
        var data = new ScrubEventData(
            scrub.Id, scrub.Outcome, scrub.Scope, scrub.DropletId?.Value, scrub.VolumeId.Value, scrub.ActionId?.Value, scrub.ExtentCount,
            scrub.BytesOverwritten, scrub.BytesVerified, scrub.DeclinedByTokenId?.Value, scrub.StartedAt, scrub.CompletedAt,
            scrub.ImageId?.Value);
        return new EventDraft(scrub.AccountId, type, ResourceType, scrub.Id.ToString(), data);
    }
}
