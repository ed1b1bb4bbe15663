using System.Buffers.Binary;
using System.Text;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>A connection's bytes as numbers and texts. One reader and one writer at a time.</summary>
internal sealed class NbdWire(Stream stream)
{
    private readonly byte[] number = new byte[sizeof(ulong)];

    public async ValueTask<ushort> ReadUInt16Async(CancellationToken ct) => BinaryPrimitives.ReadUInt16BigEndian(await ReadNumberAsync(sizeof(ushort), ct));

    public async ValueTask<uint> ReadUInt32Async(CancellationToken ct) => BinaryPrimitives.ReadUInt32BigEndian(await ReadNumberAsync(sizeof(uint), ct));

    public async ValueTask<ulong> ReadUInt64Async(CancellationToken ct) => BinaryPrimitives.ReadUInt64BigEndian(await ReadNumberAsync(sizeof(ulong), ct));

    /// <exception cref="EndOfStreamException">The other side hung up.</exception>
    public ValueTask ReadAsync(Memory<byte> buffer, CancellationToken ct) => stream.ReadExactlyAsync(buffer, ct);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct) => stream.WriteAsync(bytes, ct);

    public ValueTask WriteAsync(NbdMessage message, CancellationToken ct) => stream.WriteAsync(message.ToArray(), ct);

    private async ValueTask<byte[]> ReadNumberAsync(int length, CancellationToken ct)
    {
        await stream.ReadExactlyAsync(number.AsMemory(0, length), ct);
        return number;
    }
}

/// <summary>Builds something short to send.</summary>
internal sealed class NbdMessage
{
    private readonly List<byte> bytes = [];

    public int Length => bytes.Count;

    public NbdMessage Add(ushort value)
    {
        Span<byte> place = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(place, value);
        return Add(place);
    }

    public NbdMessage Add(uint value)
    {
        Span<byte> place = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(place, value);
        return Add(place);
    }

    public NbdMessage Add(ulong value)
    {
        Span<byte> place = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(place, value);
        return Add(place);
    }

    public NbdMessage Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public NbdMessage Add(ReadOnlySpan<byte> more)
    {
        bytes.AddRange(more);
        return this;
    }

    public byte[] ToArray() => [.. bytes];
}
