using System.Collections.Concurrent;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;

namespace CloudControl.Infrastructure.Storage.Scrubbing;

/// <summary>From quarantined to free: scrubs volumes slice by slice, and releases the extents of those whose receipt this very object issued.</summary>
internal sealed class VolumeScrubs(IRawDisk disk, SharedFlush flush, LayoutJournal journal, TimeProvider clock)
{
    /// <summary>Receipts of released volumes that a repeated question still finds.</summary>
    private const int RememberedReceipts = 1024;

    private readonly ConcurrentDictionary<VolumeId, ScrubSession> sessions = new();
    private readonly ConcurrentDictionary<VolumeId, ScrubReceipt> released = new();
    private readonly ConcurrentQueue<VolumeId> releasedOrder = new();

    /// <inheritdoc cref="IStorageHost.ScrubAsync"/>
    /// <exception cref="VolumeUnavailableException">The volume still has an owner.</exception>
    public async Task<ScrubProgress> NextSliceAsync(VolumeId id, ScrubCursor cursor, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Quarantined(id) is null)
        {
            return NothingLeft(id, cursor);
        }

        var session = SessionOf(id);
        using var turn = await session.Turns.EnterAsync(ct);
        if (Quarantined(id) is not { } laid)
        {
            return NothingLeft(id, cursor); // released while we waited
        }

        var layout = journal.Current;
        var plan = ScrubPlan.For(laid, layout.Dirty, disk, layout.Group);
        return await session.NextSliceAsync(plan, laid.ExtentSet.Count, cursor, ct);
    }

    /// <inheritdoc cref="IStorageHost.ReleaseAsync"/>
    public async Task ReleaseAsync(VolumeId id, ReleaseGrounds grounds, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        RequireGroundsOf(id, grounds);
        switch (journal.Current.Find(id))
        {
            case null:
                return;
            case { State: ExtentState.Allocated }:
                throw new ReleaseRefusedException(id, "it still has an owner");
        }

        var session = SessionOf(id);
        using var turn = await session.Turns.EnterAsync(ct);
        if (grounds is ReleaseGrounds.ByReceipt { Receipt: var receipt } && session.Receipt?.Id != receipt.Id
            && journal.Current.Find(id) is not null)
        {
            throw new ReleaseRefusedException(id, "this host has not itself read its extents back as zero since it was opened");
        }

        await journal.ChangeAsync($"release {id}", layout => (Free(layout, id, grounds), true));
        if (session.Receipt is { } earned)
        {
            Remember(id, earned);
        }

        sessions.TryRemove(id, out _);
    }

    private static HostLayout Free(HostLayout layout, VolumeId id, ReleaseGrounds grounds)
    {
        if (layout.Find(id) is not { State: ExtentState.Quarantined } laid)
        {
            return layout;
        }

        var dirty = grounds switch
        {
            ReleaseGrounds.ByCustomer => layout.Dirty.Union(laid.ExtentSet),
            ReleaseGrounds.ByReceipt { Receipt.Scope: ScrubScope.Full } => layout.Dirty.Except(laid.ExtentSet),
            _ => layout.Dirty,
        };
        return layout.Remove(laid, dirty);
    }

    private static void RequireGroundsOf(VolumeId id, ReleaseGrounds grounds)
    {
        var whose = grounds switch
        {
            ReleaseGrounds.ByReceipt scrubbed => scrubbed.Receipt.VolumeId,
            ReleaseGrounds.ByCustomer declined => declined.Decision.VolumeId,
            _ => throw new ArgumentException("unknown grounds", nameof(grounds)),
        };
        if (whose != id)
        {
            throw new ReleaseRefusedException(id, $"the grounds are those of volume {whose}");
        }
    }

    private LaidVolume? Quarantined(VolumeId id) => journal.Current.Find(id) switch
    {
        { State: ExtentState.Allocated } => throw new VolumeUnavailableException(id, "it still has an owner; quarantine comes before a scrub"),
        var laid => laid,
    };

    private ScrubProgress NothingLeft(VolumeId id, ScrubCursor cursor)
    {
        if (released.TryGetValue(id, out var earlier))
        {
            return ScrubSession.Finished(earlier, earlier.BytesVerified);
        }

        var now = clock.GetUtcNow();
        var nothing = ScrubCursor.Start with { StartedAt = cursor.StartedAt ?? now };
        var receipt = new ReadBack(id, ScrubScope.Written, nothing).Complete(Guid.CreateVersion7(now), 0, 0, now);
        if (journal.Current.Gone.Refuses(id))
        {
            Remember(id, receipt);
        }

        return ScrubSession.Finished(receipt, 0);
    }

    private ScrubSession SessionOf(VolumeId id) => sessions.GetOrAdd(id, key => new ScrubSession(key, disk, flush, clock));

    private void Remember(VolumeId id, ScrubReceipt receipt)
    {
        released[id] = receipt;
        releasedOrder.Enqueue(id);
        while (releasedOrder.Count > RememberedReceipts && releasedOrder.TryDequeue(out var oldest))
        {
            released.TryRemove(oldest, out _);
        }
    }
}
