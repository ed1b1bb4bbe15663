namespace CloudControl.Domain.Storage;

/// <summary>
/// One host's storage: what the workers ask, and nothing else. Every call is idempotent by volume id: asked twice is as good as
/// asked once. An id the host never met has nothing to clean up; an id once quarantined is never created again, however late a
/// stray worker asks.
/// </summary>
/// <remarks>
/// Extents are exactly one of free, allocated, quarantined. The only way from allocated to free is
/// <see cref="QuarantineAsync"/> → <see cref="ScrubAsync"/> → <see cref="ReleaseAsync"/>. When a call returns, what it did is
/// durable: it survives a power cut in the next instant. A call that throws may have been carried out or not at all, never halfway
/// in a way that shows anyone a foreign byte.
/// </remarks>
public interface IStorageHost
{
    /// <summary>Extents by state.</summary>
    Task<Capacity> GetCapacityAsync(CancellationToken ct);

    /// <summary>Every volume whose extents are allocated or quarantined, in order of creation.</summary>
    IAsyncEnumerable<VolumeOnHost> ListVolumesAsync(CancellationToken ct);

    /// <summary>
    /// Lays a sparse volume: a zero origin of <paramref name="disk"/> bytes under an empty COW store of
    /// <paramref name="cowStore"/> bytes. It reads as zero everywhere from the first moment it can be opened.
    /// </summary>
    /// <param name="id">The volume's name for ever.</param>
    /// <param name="disk">Virtual size; a multiple of the chunk.</param>
    /// <param name="cowStore">Size of the store; whole extents, at least <see cref="CowStore.CoveringSize"/>.</param>
    /// <param name="ct">Cancels before the commit, not after.</param>
    /// <returns>
    /// The volume; or <see cref="NoFreeExtents"/>, <see cref="VolumeGone"/> for an id that was quarantined before,
    /// <see cref="VolumeDiffers"/> when the id exists with other sizes, <see cref="MetadataAreaFull"/>, <see cref="StoreTooSmall"/>.
    /// </returns>
    Task<Result<SparseVolume>> CreateSparseVolumeAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct);

    /// <summary>
    /// Lets an allocated volume grow, in one commit: its virtual size to <paramref name="disk"/>, its store to
    /// <paramref name="cowStore"/>. What was added reads as zero; devices already open have the new length when the call returns.
    /// </summary>
    /// <param name="id">An allocated volume.</param>
    /// <param name="disk">Virtual size from now on; a multiple of the chunk, no less than it is.</param>
    /// <param name="cowStore">Size of the store from now on; whole extents, at least <see cref="CowStore.CoveringSize"/>, no less than it is.</param>
    /// <param name="ct">Cancels before the commit, not after.</param>
    /// <returns>
    /// The volume as it is now; or <see cref="VolumeNotOnHost"/>, <see cref="VolumeGone"/> for a quarantined one,
    /// <see cref="VolumeCannotShrink"/>, <see cref="StoreTooSmall"/>, <see cref="NoFreeExtents"/>, <see cref="MetadataAreaFull"/>.
    /// </returns>
    /// <exception cref="VolumeUnavailableException">Its map cannot be trusted: a wrong record could point into what is added.</exception>
    Task<Result<SparseVolume>> ExtendAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct);

    /// <summary>Opens an allocated volume for reading and writing. Any number of devices may be open on one volume.</summary>
    /// <exception cref="VolumeUnavailableException">The host has no such volume, or it is quarantined.</exception>
    Task<IBlockDevice> OpenAsync(VolumeId id, CancellationToken ct);

    /// <summary>
    /// Takes the volume from its owner: nobody opens it again, devices already open fail from now on, its extents stay
    /// held until they are released. This is a destroy's commit point. An id the host never met is remembered as quarantined too,
    /// so that a create that arrives late is refused.
    /// </summary>
    Task QuarantineAsync(VolumeId id, CancellationToken ct);

    /// <summary>
    /// Quarantines extents that are free and dirty, under an id of their own, so that they are scrubbed, read back and released like
    /// those of any volume. Asked twice, or for an id that is gone, it takes nothing more. A host that keeps no count of dirty extents
    /// has none to take: then the id is merely gone.
    /// </summary>
    /// <param name="id">A new volume's id; nobody ever opens it.</param>
    /// <param name="mostExtents">How many at most; fewer when there are not as many.</param>
    /// <param name="ct">Cancels before the commit, not after.</param>
    Task QuarantineDirtyAsync(VolumeId id, long mostExtents, CancellationToken ct) => QuarantineAsync(id, ct);

    /// <summary>
    /// Overwrites a bounded slice of a quarantined volume's extents with zeroes, or reads a slice back from the physical offset,
    /// below every map. The last slice yields the receipt; asked again after that, the same receipt comes back.
    /// </summary>
    /// <param name="id">A quarantined volume. For an id with nothing left to clean the receipt covers zero extents.</param>
    /// <param name="from">Where the last slice ended, or <see cref="ScrubCursor.Start"/>.</param>
    /// <param name="ct">Cancels between two writes.</param>
    Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct);

    /// <summary>Gives a quarantined volume's extents back. Extents released as declined are marked dirty.</summary>
    /// <exception cref="ReleaseRefusedException">The grounds are not this volume's, or the host has not itself recorded the read-back.</exception>
    Task ReleaseAsync(VolumeId id, ReleaseGrounds grounds, CancellationToken ct);

    /// <summary>Every physical extent's state, as runs in physical order that together cover the host: the operator's map.</summary>
    Task<IReadOnlyList<ExtentRun>> MapExtentsAsync(CancellationToken ct);
}
