namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>
/// Which chunk of the store holds a chunk of the volume: four bytes for each, in pages that exist only where something was
/// written, in folders that exist only where a page does. A fully written 25 GiB volume with chunks of 64 KiB takes 1.6 MiB, a never
/// written one of 1 TiB a few hundred bytes. Readers take no lock; writers must be one at a time.
/// </summary>
public sealed class ExceptionTable
{
    private const int PageEntries = 1024;
    private const int FolderPages = 1024;
    private const long FolderEntries = (long)FolderPages * PageEntries;

    private volatile int[]?[]?[] folders;
    private long count;

    /// <param name="volumeChunks">Chunks of the volume.</param>
    public ExceptionTable(long volumeChunks)
    {
        VolumeChunks = volumeChunks;
        folders = new int[FolderCount(volumeChunks)][][];
    }

    public long VolumeChunks { get; private set; }

    /// <summary>Exceptions in the table.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>The store's chunk, or 0 when the volume's chunk was never written.</summary>
    public int this[long volumeChunk]
    {
        get
        {
            var folder = Volatile.Read(ref folders[volumeChunk / FolderEntries]);
            var page = folder is null ? null : Volatile.Read(ref folder[volumeChunk / PageEntries % FolderPages]);
            return page is null ? 0 : Volatile.Read(ref page[volumeChunk % PageEntries]);
        }
    }

    /// <summary>Makes room for a volume that has grown; its new chunks were never written. A writer's business, as adding is.</summary>
    public void Grow(long volumeChunks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(volumeChunks, VolumeChunks);
        var more = new int[FolderCount(volumeChunks)][][];
        folders.CopyTo(more, 0);
        (folders, VolumeChunks) = (more, volumeChunks);
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

        var folder = Made(ref folders[volumeChunk / FolderEntries], FolderPages);
        var page = Made(ref folder[volumeChunk / PageEntries % FolderPages], PageEntries);
        Volatile.Write(ref page[volumeChunk % PageEntries], storeChunk);
        Volatile.Write(ref count, count + 1);
    }

    private static int FolderCount(long volumeChunks) => checked((int)((volumeChunks + FolderEntries - 1) / FolderEntries));

    private static T[] Made<T>(ref T[]? place, int length)
    {
        if (place is null)
        {
            Volatile.Write(ref place, new T[length]);
        }

        return place!;
    }
}
