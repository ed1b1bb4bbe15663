namespace CloudControl.Domain.Storage;

/// <summary>
/// A batch of dirty free extents that a host cleans by itself while it has nothing better to do. From its order to its end it holds its
/// extents in the host's account, as a volume would: no order is promised the same room. Afterwards it says what was cleaned.
/// </summary>
public sealed class ExtentCleaning
{
    /// <summary>Extents of one batch at most: what an order may at worst have to do without for a moment.</summary>
    public const long MostExtents = 256;

    /// <summary>Of the room that can still be promised, a batch takes no more than one part in so many.</summary>
    private const long PartOfRoom = 4;

    private ExtentCleaning()
    {
    }

    /// <summary>The id under which the host quarantines the extents.</summary>
    public VolumeId Id { get; private init; }

    public string HostName { get; private init; } = "";

    /// <summary>What it holds of the host's account until it ended.</summary>
    public long ExtentCount { get; private init; }

    /// <summary>Extents that were taken, overwritten and read back; null before the read-back. Less than was held when creates came first.</summary>
    public long? CleanedExtents { get; private set; }

    /// <summary>The read-back's receipt; null before there is one.</summary>
    public Guid? ReceiptId { get; private set; }

    public long BytesOverwritten { get; private set; }

    public long BytesVerified { get; private set; }

    public DateTimeOffset OrderedAt { get; private init; }

    /// <summary>When its extents were given back, clean; null as long as it holds them.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <param name="hostName">The host.</param>
    /// <param name="extents">How many to hold; see <see cref="BatchOf"/>.</param>
    /// <param name="now">The time.</param>
    public static ExtentCleaning Order(string hostName, long extents, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(extents);
        return new() { Id = VolumeId.New(), HostName = hostName, ExtentCount = extents, OrderedAt = now };
    }

    /// <summary>How many extents to clean next: a part of the room, so that an order which comes meanwhile finds some. 0: none.</summary>
    /// <param name="dirtyFree">Free extents that are dirty.</param>
    /// <param name="room">Extents that are promised to nobody.</param>
    public static long BatchOf(long dirtyFree, long room) =>
        dirtyFree <= 0 || room <= 0 ? 0 : Math.Min(Math.Min(dirtyFree, MostExtents), Math.Max(1, room / PartOfRoom));

    /// <summary>Keeps what the read-back saw; the first receipt stays.</summary>
    public void BecomeClean(ScrubReceipt receipt)
    {
        if (ReceiptId is null)
        {
            (ReceiptId, CleanedExtents) = (receipt.Id, receipt.ExtentCount);
            (BytesOverwritten, BytesVerified) = (receipt.BytesOverwritten, receipt.BytesVerified);
        }
    }

    /// <returns>False when it had ended before: its extents must not be given back twice.</returns>
    public bool End(DateTimeOffset now)
    {
        if (EndedAt is not null)
        {
            return false;
        }

        EndedAt = now;
        return true;
    }
}
