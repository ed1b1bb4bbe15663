using System.Buffers.Binary;
using System.Text;

namespace CloudControl.Infrastructure.Nbd;

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
