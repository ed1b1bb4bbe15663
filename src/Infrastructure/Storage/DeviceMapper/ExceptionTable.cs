namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>
/// Which chunk of the store holds a chunk of the volume: four bytes for each, in pages that exist only where something was
/// written. A fully written 25 GiB volume with chunks of 64 KiB takes 1.6 MiB. Readers take no lock; writers must be one at a time.
/// </summary>
public sealed class ExceptionTable
{
    private const int PageEntries = 1024;

    private volatile int[]?[] pages;
    private long count;

    /// <param name="volumeChunks">Chunks of the volume.</param>
    public ExceptionTable(long volumeChunks)
    {
        VolumeChunks = volumeChunks;
        pages = new int[PageCount(volumeChunks)][];
    }

    public long VolumeChunks { get; private set; }

    /// <summary>Exceptions in the table.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>The store's chunk, or 0 when the volume's chunk was never written.</summary>
    public int this[long volumeChunk]
    {
        get
        {
            var page = Volatile.Read(ref pages[volumeChunk / PageEntries]);
            return page is null ? 0 : Volatile.Read(ref page[volumeChunk % PageEntries]);
        }
    }

    /// <summary>Makes room for a volume that has grown; its new chunks were never written. A writer's business, as adding is.</summary>
    public void Grow(long volumeChunks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(volumeChunks, VolumeChunks);
        var more = new int[PageCount(volumeChunks)][];
        pages.CopyTo(more, 0);
        (pages, VolumeChunks) = (more, volumeChunks);
    }

    /// <summary>Adds an exception; the chunk's data must be in the store by now, for readers see it at once.</summary>
    /// <exception cref="InvalidOperationException">The volume's chunk has one.</exception>
    public void Add(long volumeChunk, int storeChunk)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(storeChunk, StoreLayout.FirstDataChunk);
        if (this[volumeChunk] != 0)
        {
            throw new InvalidOperationException($"chunk {volumeChunk} is in the exception table already");
        }

        ref var page = ref pages[volumeChunk / PageEntries];
        if (page is null)
        {
            Volatile.Write(ref page, new int[PageEntries]);
        }

        Volatile.Write(ref page![volumeChunk % PageEntries], storeChunk);
        Volatile.Write(ref count, count + 1);
    }

    private static int PageCount(long volumeChunks) => checked((int)((volumeChunks + PageEntries - 1) / PageEntries));
}
