using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Storage.Lvm;

/// <summary>
/// The metadata area of a physical volume: a header and a ring of texts. A new text never overwrites the committed one, and
/// becomes it by one sector's write, so that at every moment one whole text is in force.
/// </summary>
/// <remarks>
/// <code>
///   header │ …old texts… │ committed text │ new text ▒▒▒ │ …                       ring = [512, size)
///     512                                  ▲ next multiple of 512; back to 512 when fewer than 512 bytes remain there.
///                                            A text that runs over the end goes on at 512.
/// </code>
/// Commit: text → flush → slot 1 → flush → slot 0 → flush. lvm2 writes the same bytes in the same order without the flushes; on
/// a disk with a volatile cache that allows a header that points at a text which was lost.
/// Source: lvm2 lib/format_text/format-text.c, checked against what lvm2 2.03.16 left in rings that wrapped.
/// </remarks>
public sealed class MetadataArea(IRawDisk disk, MetadataAreaHeader header)
{
    /// <summary>The header as it stands on the disk.</summary>
    public MetadataAreaHeader Header { get; private set; } = header;

    /// <summary>The longest text the area takes: two of them must fit, since one is in force while the next is written.</summary>
    public long MaximumTextBytes => MaximumTextBytesOf(Header.Size);

    /// <inheritdoc cref="MaximumTextBytes"/>
    public static long MaximumTextBytesOf(long areaBytes) =>
        ((areaBytes - MetadataAreaHeader.HeaderBytes) / 2) - MetadataAreaHeader.HeaderBytes;

    /// <summary>Reads the header of the area at <paramref name="start"/>.</summary>
    /// <exception cref="LvmFormatException">It is not one.</exception>
    public static MetadataArea Open(IRawDisk disk, long start)
    {
        var bytes = new byte[MetadataAreaHeader.HeaderBytes];
        disk.Read(start, bytes);
        return new MetadataArea(disk, MetadataAreaHeader.Decode(bytes, start));
    }

    /// <summary>The committed text without its NUL; null when none was ever committed.</summary>
    /// <exception cref="LvmFormatException">Its checksum is wrong, or lvm2 was told to ignore it.</exception>
    public byte[]? ReadText()
    {
        if (Header.Committed is not { } place)
        {
            return null;
        }

        if (place.Ignored)
        {
            throw new LvmFormatException("the metadata area is marked as ignored");
        }

        var text = new byte[place.Size];
        var untilEnd = (int)Math.Min(place.Size, Header.Size - place.Offset);
        disk.Read(Header.Start + place.Offset, text.AsSpan(0, untilEnd));
        disk.Read(Header.Start + MetadataAreaHeader.HeaderBytes, text.AsSpan(untilEnd));
        if (LvmChecksum.Compute(text) != place.Checksum)
        {
            throw new LvmFormatException($"the metadata text at {Header.Start + place.Offset} has a wrong checksum");
        }

        return text[^1] == 0 ? text[..^1] : text;
    }

    /// <summary>Puts a text in force. When it returns, the text is durable; when it throws, either text may be in force.</summary>
    /// <param name="text">The text with its trailing NUL.</param>
    /// <param name="flush">Flushes of the disk beneath.</param>
    /// <exception cref="ArgumentException">The text is longer than <see cref="MaximumTextBytes"/>.</exception>
    public async Task CommitAsync(ReadOnlyMemory<byte> text, SharedFlush flush)
    {
        if (text.IsEmpty || text.Length > MaximumTextBytes || text.Span[^1] != 0)
        {
            throw new ArgumentException($"a metadata text ends in NUL and has at most {MaximumTextBytes} bytes, not {text.Length}");
        }

        var place = new TextLocation(NextOffset(Header), text.Length, LvmChecksum.Compute(text.Span));
        WriteRing(place.Offset, text.Span);
        await flush.FlushAsync();

        WriteHeader(Header with { Precommitted = place });
        await flush.FlushAsync();

        var committed = Header with { Committed = place, Precommitted = null };
        WriteHeader(committed);
        await flush.FlushAsync();
        Header = committed;
    }

    /// <summary>Where the next text goes, in bytes from the start of the area.</summary>
    public static long NextOffset(MetadataAreaHeader header)
    {
        const int Unit = MetadataAreaHeader.HeaderBytes;
        if (header.Committed is not { } old)
        {
            return Unit;
        }

        var end = old.Offset + old.Size;
        if (end > header.Size)
        {
            end = end - header.Size + Unit;
        }

        var next = (end + Unit - 1) / Unit * Unit;
        return next > header.Size - Unit ? Unit : next;
    }

    private void WriteRing(long offset, ReadOnlySpan<byte> text)
    {
        // Whole sectors, as lvm2 does: the rest of the last one is zero.
        var padded = new byte[(text.Length + 511) / 512 * 512];
        text.CopyTo(padded);
        var untilEnd = (int)Math.Min(padded.Length, Header.Size - offset);
        disk.Write(Header.Start + offset, padded.AsSpan(0, untilEnd));
        if (untilEnd < padded.Length)
        {
            disk.Write(Header.Start + MetadataAreaHeader.HeaderBytes, padded.AsSpan(untilEnd));
        }
    }

    private void WriteHeader(MetadataAreaHeader next) => disk.Write(next.Start, next.Encode());
}
