namespace CloudControl.Domain.Storage;

/// <summary>What a scrub overwrote.</summary>
public enum ScrubScope
{
    /// <summary>The chunks in the exception table, the store's metadata, and the slack of its last extent: all this owner can have
    /// written, on extents that were clean when the owner got them.</summary>
    Written,

    /// <summary>Every byte of every extent: the extents were dirty at birth or the map could not be trusted.</summary>
    Full,
}

/// <summary>
/// Evidence that a destroyed volume's bytes are gone. Only a finished <see cref="ReadBack"/> makes one, so a receipt that was not
/// earned does not compile.
/// </summary>
public sealed record ScrubReceipt
{
    internal ScrubReceipt(
        Guid id, VolumeId volumeId, ScrubScope scope, long extentCount, long bytesOverwritten, long bytesVerified,
        DateTimeOffset startedAt, DateTimeOffset completedAt)
    {
        (Id, VolumeId, Scope, ExtentCount) = (id, volumeId, scope, extentCount);
        (BytesOverwritten, BytesVerified, StartedAt, CompletedAt) = (bytesOverwritten, bytesVerified, startedAt, completedAt);
    }

    /// <summary>The receipt's own id.</summary>
    public Guid Id { get; }

    /// <summary>Whose bytes.</summary>
    public VolumeId VolumeId { get; }

    /// <summary>What was overwritten.</summary>
    public ScrubScope Scope { get; }

    /// <summary>Physical extents the volume held.</summary>
    public long ExtentCount { get; }

    /// <summary>Bytes of zeroes written and flushed.</summary>
    public long BytesOverwritten { get; }

    /// <summary>Bytes read back from the physical offset and seen to be zero; never less than <see cref="BytesOverwritten"/>.</summary>
    public long BytesVerified { get; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset CompletedAt { get; }
}

/// <summary>
/// The one maker of receipts. A host feeds it what it read at physical offsets after the flush; the first byte that is not zero
/// spoils it for good.
/// </summary>
public sealed class ReadBack(VolumeId volumeId, ScrubScope scope, ScrubCursor from)
{
    /// <summary>Bytes seen to be zero, those of earlier slices included.</summary>
    public long BytesVerified { get; private set; } = from.BytesVerified;

    /// <summary>Physical offset of the first byte that was not zero; null while all were.</summary>
    public long? FirstForeignByte { get; private set; }

    /// <summary>Looks at bytes read from <paramref name="physicalOffset"/>. False when one of them is not zero.</summary>
    public bool Observe(long physicalOffset, ReadOnlySpan<byte> bytes)
    {
        var foreign = bytes.IndexOfAnyExcept((byte)0);
        if (foreign >= 0)
        {
            FirstForeignByte ??= physicalOffset + foreign;
            return false;
        }

        BytesVerified += bytes.Length;
        return true;
    }

    /// <summary>The receipt.</summary>
    /// <exception cref="InvalidOperationException">A byte was not zero, or fewer bytes were read back than overwritten.</exception>
    public ScrubReceipt Complete(Guid receiptId, long extentCount, long bytesOverwritten, DateTimeOffset completedAt)
    {
        if (FirstForeignByte is { } offset)
        {
            throw new InvalidOperationException($"volume {volumeId} still has a byte other than zero at physical offset {offset}");
        }

        if (BytesVerified < bytesOverwritten)
        {
            throw new InvalidOperationException($"volume {volumeId}: {bytesOverwritten} bytes overwritten, only {BytesVerified} read back");
        }

        return new ScrubReceipt(
            receiptId, volumeId, scope, extentCount, bytesOverwritten, BytesVerified, from.StartedAt ?? completedAt, completedAt);
    }
}

/// <summary>Why extents may go back to the free ones. There are two reasons and no third.</summary>
public abstract record ReleaseGrounds
{
    private ReleaseGrounds()
    {
    }

    public static ReleaseGrounds Scrubbed(ScrubReceipt receipt) => new ByReceipt(receipt);

    public static ReleaseGrounds Declined(ScrubDeclined declined) => new ByCustomer(declined);

    /// <summary>They were read back as zero.</summary>
    public sealed record ByReceipt(ScrubReceipt Receipt) : ReleaseGrounds;

    /// <summary>The customer said no in so many words; the extents become dirty.</summary>
    public sealed record ByCustomer(ScrubDeclined Decision) : ReleaseGrounds;
}

/// <summary>A customer's "no" to the scrub of one volume.</summary>
/// <param name="VolumeId">Which volume.</param>
/// <param name="TokenId">Which token said so.</param>
/// <param name="At">When.</param>
public sealed record ScrubDeclined(VolumeId VolumeId, Guid TokenId, DateTimeOffset At);
