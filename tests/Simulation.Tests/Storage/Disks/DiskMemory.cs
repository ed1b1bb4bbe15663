namespace CloudControl.Simulation.Tests.Storage.Disks;

/// <summary>
/// What a simulated disk remembers: the medium, and what a read sees, which is the medium under the cache. Used again by one history
/// after the other; it knows which pages changed, so that neither starting over nor looking for traces reads what did not.
/// </summary>
internal sealed class DiskMemory(int capacity)
{
    public const int PageBytes = 4096;

    private readonly byte[] medium = new byte[capacity];
    private readonly byte[] view = new byte[capacity];
    private readonly bool[] touched = new bool[capacity / PageBytes];
    private readonly bool[] suspect = new bool[capacity / PageBytes];
    private readonly bool[] isData = new bool[capacity / PageBytes];
    private byte[]? born;

    public int Length { get; private set; } = capacity;

    /// <summary>The bytes of cached writes; grows to what one history needed most.</summary>
    public byte[] CacheBytes { get; set; } = new byte[64 * 1024];

    public Span<byte> Medium => medium.AsSpan(0, Length);

    public Span<byte> View => view.AsSpan(0, Length);

    /// <summary>Starts over with these contents.</summary>
    public void Begin(byte[] contents)
    {
        var again = ReferenceEquals(born, contents);
        (born, Length) = (contents, contents.Length);
        for (var page = 0; page < Length / PageBytes; page++)
        {
            if (again && !touched[page])
            {
                continue;
            }

            var bytes = contents.AsSpan(page * PageBytes, PageBytes);
            bytes.CopyTo(medium.AsSpan(page * PageBytes));
            bytes.CopyTo(view.AsSpan(page * PageBytes));
            (touched[page], suspect[page], isData[page]) = (false, true, bytes.ContainsAnyExcept((byte)0));
        }
    }

    /// <summary>Notes that a range is about to change, in the view or on the medium.</summary>
    public void Touch(long offset, int count)
    {
        for (var page = offset / PageBytes; page * PageBytes < offset + count; page++)
        {
            (touched[page], suspect[page], isData[page]) = (true, true, true);
        }
    }

    /// <summary>Pages of a range that the file system beneath has not given room yet.</summary>
    public int HolesIn(long offset, int count)
    {
        var holes = 0;
        for (var page = offset / PageBytes; page * PageBytes < offset + count; page++)
        {
            holes += isData[page] ? 0 : 1;
        }

        return holes;
    }

    /// <summary>As a sparse file says it.</summary>
    public long NextData(long offset)
    {
        for (; offset < Length; offset = ((offset / PageBytes) + 1) * PageBytes)
        {
            if (isData[offset / PageBytes])
            {
                return offset;
            }
        }

        return Length;
    }

    /// <summary>The first tenant's byte in a range of whole pages, on the medium or in the view; null when there is none.</summary>
    public (int Sector, ulong Tag)? FirstTaint(int offset, int count)
    {
        for (var page = offset / PageBytes; page < (offset + count) / PageBytes; page++)
        {
            if (!suspect[page])
            {
                continue;
            }

            var found = Taint.FirstIn(medium.AsSpan(page * PageBytes, PageBytes)) ?? Taint.FirstIn(view.AsSpan(page * PageBytes, PageBytes));
            if (found is { } taint)
            {
                return (((page * PageBytes) - offset) / VolatileDisk.SectorBytes + taint.Sector, taint.Tag);
            }

            suspect[page] = false;
        }

        return null;
    }
}
