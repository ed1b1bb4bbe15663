using System.Buffers.Binary;

namespace CloudControl.Testing.Storage.Decoder;

/// <summary>A dm-snapshot COW store, as a kernel would load it.</summary>
public sealed class DecodedStore
{
    private readonly Dictionary<long, long> exceptions = [];

    private DecodedStore(int chunkBytes) => ChunkBytes = chunkBytes;

    public int ChunkBytes { get; }

    /// <summary>Chunk of the volume → chunk of the store.</summary>
    public IReadOnlyDictionary<long, long> Exceptions => exceptions;

    /// <summary>The chunk a kernel gives out next.</summary>
    public long NextFree { get; private set; } = 2;

    /// <summary>Areas a kernel has in use: the one it writes to is the last.</summary>
    public long Areas { get; private set; } = 1;

    /// <param name="store">Reads the store's bytes.</param>
    /// <param name="length">Bytes of the store.</param>
    /// <param name="tableChunkBytes">The chunk the table asks for; it counts when the store is new.</param>
    /// <exception cref="InvalidDataException">A kernel would not activate it, or would answer every read with an error.</exception>
    public static DecodedStore Read(ReadBytes store, long length, int tableChunkBytes)
    {
        var head = new byte[16];
        store(0, head);
        var (magic, valid) = (U32(head, 0), U32(head, 4));
        if (magic == 0)
        {
            return new DecodedStore(tableChunkBytes);
        }

        if (magic != 0x70416e53 || valid == 0 || U32(head, 8) != 1)
        {
            throw new InvalidDataException($"a store with magic {magic:x}, valid {valid}, version {U32(head, 8)}");
        }

        var decoded = new DecodedStore(checked((int)U32(head, 12) * 512));
        decoded.Load(store, length / decoded.ChunkBytes);
        return decoded;
    }

    private void Load(ReadBytes store, long storeChunks)
    {
        var perArea = ChunkBytes / 16;
        var bytes = new byte[ChunkBytes];
        for (var area = 0L; ; area++)
        {
            var at = 1 + (area * (perArea + 1));
            if (at >= storeChunks)
            {
                break; // every area is full to the last record
            }

            store(at * ChunkBytes, bytes);
            Areas = area + 1;
            for (var record = 0; record < perArea; record++)
            {
                var (old, @new) = (U64(bytes, 16 * record), U64(bytes, (16 * record) + 8));
                if (@new == 0)
                {
                    SkipArea(perArea);
                    return;
                }

                exceptions.Add((long)old, (long)@new);
                NextFree = Math.Max(NextFree, (long)@new + 1);
            }
        }

        SkipArea(perArea);
    }

    private void SkipArea(int perArea)
    {
        if (NextFree % (perArea + 1) == 1)
        {
            NextFree++;
        }
    }

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
