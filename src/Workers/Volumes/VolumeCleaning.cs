using CloudControl.Domain.Actions;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Volumes;

/// <summary>What every way of giving extents back has in common: the host acts first, then the database says so.</summary>
public sealed class VolumeCleaning(CloudControlDb db, TimeProvider clock)
{
    /// <summary>Takes the volume from its owner, on the host and then in the database.</summary>
    public async Task QuarantineAsync(IStorageHost host, VolumeId id, CancellationToken ct)
    {
        await host.QuarantineAsync(id, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var volume = await db.LockVolumeAsync(id, ct);
        volume.BecomeQuarantined();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Keeps the receipt and tells of it; once for each volume, however often the step runs.</summary>
    public Task RecordAsync(ScrubReceipt receipt, ActionId? causedBy, CancellationToken ct) => RecordOnceAsync(
        receipt.VolumeId, v => ScrubRecord.Of(receipt, v, causedBy), ct);

    /// <summary>Keeps the customer's "no" and tells of it; once for each volume.</summary>
    public Task RecordAsync(ScrubDeclined declined, ActionId? causedBy, CancellationToken ct) => RecordOnceAsync(
        declined.VolumeId,
        v => ScrubRecord.OfDeclined(declined, v, causedBy, clock.GetUtcNow()), ct);

    private async Task RecordOnceAsync(VolumeId id, Func<Volume, ScrubRecord> make, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var volume = await db.LockVolumeAsync(id, ct);
        if (!await db.ScrubReceipts.AnyAsync(r => r.VolumeId == id, ct))
        {
            var record = make(volume);
            db.Add(record);
            await EventLog.RecordAsync(db, ScrubEvents.Ended(record), clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }
}
