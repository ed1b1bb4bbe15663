using System.Buffers.Binary;
using System.Collections;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Lvm;

namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>
/// What a COW store says about its volume, read record by record until the first empty one. Anything a kernel would never have
/// written makes the whole map untrustworthy: a wrong record could point at bytes that were never the owner's.
/// </summary>
/// <param name="ChunkBytes">The header's chunk size.</param>
/// <param name="Table">All exceptions.</param>
/// <param name="NextFree">The next data chunk to give out: behind the highest in use.</param>
/// <param name="HasStaleTail">Whether records stand behind the first empty one: a crash tore the area's last write.</param>
public sealed record StoredExceptions(int ChunkBytes, ExceptionTable Table, long NextFree, bool HasStaleTail)
{
    /// <summary>
    /// Whether the data chunks from the first on are all in use. A kernel may leave one out whose copy failed; a host that never does
    /// knows by this that no record points elsewhere than it was written to.
    /// </summary>
    public bool IsWithoutGaps
    {
        get
        {
            var layout = new StoreLayout(ChunkBytes);
            var last = Table.Count - 1;
            return NextFree == layout.SkipArea(StoreLayout.FirstDataChunk + last + (last / layout.RecordsPerArea) + 1) || Table.Count == 0;
        }
    }

    /// <summary>Reads header and areas.</summary>
    /// <param name="store">The COW store.</param>
    /// <param name="volumeBytes">Virtual size.</param>
    /// <exception cref="LvmFormatException">The map cannot be trusted.</exception>
    public static StoredExceptions Load(LinearTarget store, long volumeBytes)
    {
        Span<byte> head = stackalloc byte[StoreHeader.HeaderBytes];
        store.Read(0, head);
        var layout = new StoreLayout(StoreHeader.Decode(head).ChunkBytes);
        var storeChunks = store.Length / layout.ChunkBytes;
        var table = new ExceptionTable((volumeBytes + layout.ChunkBytes - 1) / layout.ChunkBytes);
        var taken = new BitArray(0);
        var nextFree = StoreLayout.FirstDataChunk;
        var area = new byte[layout.ChunkBytes];

        for (long number = 0; layout.AreaChunk(number) < storeChunks; number++)
        {
            store.Read(layout.AreaChunk(number) * layout.ChunkBytes, area);
            for (var at = 0; at < area.Length; at += CowStore.ExceptionBytes)
            {
                var old = BinaryPrimitives.ReadUInt64LittleEndian(area.AsSpan(at));
                var @new = BinaryPrimitives.ReadUInt64LittleEndian(area.AsSpan(at + 8));
                if (@new == 0)
                {
                    if (old != 0)
                    {
                        throw new LvmFormatException($"exception ({old}, 0) in area {number} is half a record: the map cannot be trusted");
                    }

                    var stale = area.AsSpan(at).ContainsAnyExcept((byte)0);
                    return new StoredExceptions(layout.ChunkBytes, table, layout.SkipArea(nextFree), stale);
                }

                if (old >= (ulong)table.VolumeChunks || table[(long)old] != 0
                    || @new >= (ulong)storeChunks || !layout.IsData((long)@new) || IsTaken(taken, (int)@new))
                {
                    throw new LvmFormatException(
                        $"exception ({old}, {@new}) in area {number} is impossible or repeated: the map cannot be trusted");
                }

                Take(taken, (int)@new);
                table.Add((long)old, (int)@new);
                nextFree = Math.Max(nextFree, (long)@new + 1);
            }
        }

        return new StoredExceptions(layout.ChunkBytes, table, layout.SkipArea(nextFree), HasStaleTail: false);
    }

    private static bool IsTaken(BitArray taken, int chunk) => chunk < taken.Length && taken[chunk];

    /// <summary>Grows with what is in use: an empty store of a large volume costs nothing.</summary>
    private static void Take(BitArray taken, int chunk)
    {
        if (chunk >= taken.Length)
        {
            taken.Length = (int)Math.Min(int.MaxValue, 2L * (chunk + 1L));
        }

        taken[chunk] = true;
    }
}
