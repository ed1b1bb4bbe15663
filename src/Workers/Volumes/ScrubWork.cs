using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;

namespace CloudControl.Workers.Volumes;

/// <summary>
/// What a customer sees of a scrub that is under way: the bytes overwritten, of those in scope. Holes of the disk's file are zero
/// already and are not overwritten, so the two meet when the overwriting is over.
/// </summary>
internal static class ScrubWork
{
    public static WorkDone Work(this ScrubProgress scrub) => new(
        scrub.Cursor.Phase == ScrubPhase.Overwrite ? Math.Min(scrub.Cursor.BytesOverwritten, scrub.BytesTotal) : scrub.BytesTotal,
        scrub.BytesTotal);

    public static WorkDone Work(this ScrubReceipt receipt) => new(receipt.BytesVerified, receipt.BytesVerified);
}
