using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>
/// Where things lie in a COW store of chunks of C bytes, with E = C/16 records in an exception area:
/// </summary>
/// <remarks>
/// <code>
/// chunk  0       1        2 … E+1      E+2      E+3 … 2E+2
///        header  area 0   E data       area 1   E data       …
/// </code>
/// So area a is chunk <c>1 + a(E+1)</c>, and the j-th exception, counted from 0, gets chunk <c>2 + j + floor(j/E)</c> as long as
/// nothing was left out.
/// </remarks>
public readonly record struct StoreLayout(int ChunkBytes)
{
    /// <summary>The first chunk that holds data.</summary>
    public const long FirstDataChunk = 2;

    /// <summary>Records in one area: E.</summary>
    public int RecordsPerArea => ChunkBytes / CowStore.ExceptionBytes;

    /// <summary>The chunk of an exception area.</summary>
    public long AreaChunk(long area) => 1 + (area * (RecordsPerArea + 1L));

    /// <summary>The first area whose chunk is at or behind a chunk.</summary>
    public long FirstAreaFrom(long chunk) => (Math.Max(0, chunk - 1) + RecordsPerArea) / (RecordsPerArea + 1L);

    /// <summary>Whether a chunk holds data rather than the header or an area.</summary>
    public bool IsData(long chunk) => chunk >= FirstDataChunk && chunk % (RecordsPerArea + 1L) != 1;

    /// <summary>The chunk itself, or the one behind it when an area is in the way.</summary>
    public long SkipArea(long chunk) => chunk % (RecordsPerArea + 1L) == 1 ? chunk + 1 : chunk;

    /// <summary>Byte of the store at which a record lies.</summary>
    public long RecordOffset(long index) =>
        (AreaChunk(index / RecordsPerArea) * ChunkBytes) + (index % RecordsPerArea * CowStore.ExceptionBytes);
}
