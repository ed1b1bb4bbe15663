using System.Buffers;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Storage.Scrubbing;

/// <summary>
/// The scrub of one quarantined volume as this host object has seen it. What was overwritten a cursor may tell; what was read back
/// counts only if it was read here, so after a reopen the read-back starts anew. A receipt lives as long as its session.
/// </summary>
public sealed class ScrubSession(VolumeId id, IRawDisk disk, SharedFlush flush, TimeProvider clock)
{
    /// <summary>Bytes overwritten or read back in one call.</summary>
    public const long SliceBytes = 64 * 1024 * 1024;

    private const int PieceBytes = 1024 * 1024;

    private static readonly byte[] Zeroes = new byte[PieceBytes];

    private ReadBack? readBack;
    private long readPosition;
    private bool mustOverwrite;

    /// <summary>Held during a slice and during the release: a slice must never write to extents that were freed meanwhile.</summary>
    public AsyncLock Turns { get; } = new();

    /// <summary>Set when every byte in scope was read back as zero.</summary>
    public ScrubReceipt? Receipt { get; private set; }

    /// <summary>Carries out the next slice.</summary>
    /// <exception cref="ForeignBytesException">A byte was not zero.</exception>
    public async Task<ScrubProgress> NextSliceAsync(ScrubPlan plan, long extentCount, ScrubCursor cursor, CancellationToken ct)
    {
        cursor = cursor with { StartedAt = cursor.StartedAt ?? clock.GetUtcNow() };
        if (Receipt is null && (mustOverwrite || (cursor.Phase == ScrubPhase.Overwrite && cursor.Position < plan.TotalBytes)))
        {
            return await OverwriteAsync(plan, mustOverwrite ? cursor with { Position = 0, BytesOverwritten = 0 } : cursor, ct);
        }

        if (Receipt is null)
        {
            ReadSlice(plan, cursor, ct);
            if (readPosition < plan.TotalBytes)
            {
                var next = cursor with { Phase = ScrubPhase.ReadBack, Position = readPosition, BytesVerified = readBack!.BytesVerified };
                return new ScrubProgress(next, plan.TotalBytes, null);
            }

            var overwritten = Math.Min(cursor.BytesOverwritten, plan.TotalBytes);
            Receipt = readBack!.Complete(Guid.CreateVersion7(clock.GetUtcNow()), extentCount, overwritten, clock.GetUtcNow());
        }

        return Finished(Receipt, plan.TotalBytes);
    }

    /// <summary>What a scrub answers once it has its receipt.</summary>
    public static ScrubProgress Finished(ScrubReceipt receipt, long bytesTotal) => new(
        new ScrubCursor(ScrubPhase.Done, bytesTotal, receipt.BytesOverwritten, receipt.BytesVerified, receipt.StartedAt),
        bytesTotal, receipt);

    private async Task<ScrubProgress> OverwriteAsync(ScrubPlan plan, ScrubCursor cursor, CancellationToken ct)
    {
        // What was read back before is void: something writes again.
        (readBack, readPosition) = (null, 0);
        var (position, written) = (Math.Max(0, cursor.Position), Math.Max(0, cursor.BytesOverwritten));
        foreach (var run in plan.From(position, SliceBytes))
        {
            foreach (var (offset, count, isHole) in Pieces(run.Offset, run.Length))
            {
                ct.ThrowIfCancellationRequested();
                if (!isHole)
                {
                    disk.Write(offset, Zeroes.AsSpan(0, count));
                    written += count;
                }

                position += count;
            }
        }

        await flush.FlushAsync();
        mustOverwrite = false;
        var done = position >= plan.TotalBytes;
        var next = cursor with
        {
            Phase = done ? ScrubPhase.ReadBack : ScrubPhase.Overwrite,
            Position = done ? 0 : position,
            BytesOverwritten = written,
            BytesVerified = 0,
        };
        return new ScrubProgress(next, plan.TotalBytes, null);
    }

    private void ReadSlice(ScrubPlan plan, ScrubCursor cursor, CancellationToken ct)
    {
        readBack ??= new ReadBack(id, plan.Scope, cursor with { BytesVerified = 0 });
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceBytes, plan.TotalBytes - readPosition));
        try
        {
            ReadRuns(plan, readBack, buffer, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);   // should a byte be left, it is a customer's; the pool serves all
        }
    }

    private void ReadRuns(ScrubPlan plan, ReadBack seen, byte[] buffer, CancellationToken ct)
    {
        foreach (var run in plan.From(readPosition, SliceBytes))
        {
            disk.ForgetCached(run.Offset, run.Length);
            foreach (var (offset, count, isHole) in Pieces(run.Offset, run.Length))
            {
                ct.ThrowIfCancellationRequested();
                var bytes = isHole ? Zeroes.AsSpan(0, count) : buffer.AsSpan(0, count);
                if (!isHole)
                {
                    disk.Read(offset, bytes);
                }

                if (!seen.Observe(offset, bytes))
                {
                    var foreign = seen.FirstForeignByte!.Value;
                    (readBack, readPosition, mustOverwrite) = (null, 0, true);
                    throw new ForeignBytesException(id, foreign);
                }

                readPosition += count;
            }
        }
    }

    /// <summary>A run in pieces, each data or a hole. A hole has no bytes on the medium and reads as zero by its definition.</summary>
    private IEnumerable<(long Offset, int Count, bool IsHole)> Pieces(long offset, long length)
    {
        for (var end = offset + length; offset < end;)
        {
            var data = Math.Min(end, disk.NextData(offset));
            var isHole = data > offset;
            var count = (int)Math.Min(PieceBytes, (isHole ? data : end) - offset);
            yield return (offset, count, isHole);
            offset += count;
        }
    }
}
