using System.Buffers.Binary;
using System.Text;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>Takes an option's data apart. Whatever does not fit reads as null: the client sent something else than it said.</summary>
internal sealed class NbdOptionReader(byte[] data)
{
    private const int MaxQueries = 64;
    private int position;

    public bool IsAtEnd => position == data.Length;

    public ushort? UInt16() => Take(sizeof(ushort)) is { } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes.Span) : null;

    public uint? UInt32() => Take(sizeof(uint)) is { } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes.Span) : null;

    /// <summary>A length and as many bytes of UTF-8.</summary>
    public string? Text() =>
        UInt32() is { } length and <= NbdProtocol.MaxNameBytes && Take((int)length) is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>A count and as many texts.</summary>
    public IReadOnlyList<string>? Texts()
    {
        var count = UInt32();
        if (count is null or > MaxQueries)
        {
            return null;
        }

        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            if (Text() is not { } text)
            {
                return null;
            }

            texts.Add(text);
        }

        return texts;
    }

    public bool Skip(int length) => Take(length) is not null;

    private ReadOnlyMemory<byte>? Take(int length)
    {
        if (length > data.Length - position)
        {
            return null;
        }

        position += length;
        return data.AsMemory(position - length, length);
    }
}
