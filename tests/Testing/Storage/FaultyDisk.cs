using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Testing.Storage;

/// <summary>A disk in memory whose reads, writes and flushes can be made to fail, and whose raw bytes a test may see and spoil.</summary>
public sealed class FaultyDisk : IRawDisk
{
    private const int PageBytes = 4096;

    private readonly byte[] bytes;
    private readonly bool[] pageWritten;
    private readonly Lock gate = new();

    public FaultyDisk(long length) => (bytes, pageWritten) = (new byte[length], new bool[(length / PageBytes) + 1]);

    /// <summary>A disk that begins with the bytes of another.</summary>
    public FaultyDisk(byte[] contents)
        : this(contents.Length) => contents.CopyTo(bytes, 0);

    public long Length => bytes.Length;

    /// <summary>Asked before every read with its offset and length; true fails it.</summary>
    public Func<long, int, bool> FailRead { get; set; } = (_, _) => false;

    /// <summary>Asked before every write with its offset and length; true fails it, with its first half on the disk.</summary>
    public Func<long, int, bool> FailWrite { get; set; } = (_, _) => false;

    /// <summary>Asked before every flush; true fails it.</summary>
    public Func<bool> FailFlush { get; set; } = () => false;

    /// <summary>The bytes themselves.</summary>
    public Span<byte> Raw => bytes;


    public void Dispose()
    {
        // The medium outlives the host that had it open.
    }

    public void Read(long offset, Span<byte> buffer)
    {
        RawRange.Require(Length, offset, buffer.Length);
        if (FailRead(offset, buffer.Length))
        {
            throw new IOException($"injected: read of {buffer.Length} bytes at {offset} failed");
        }

        lock (gate)
        {
            bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        RawRange.Require(Length, offset, data.Length);
        var fails = FailWrite(offset, data.Length);
        lock (gate)
        {
            // Also a write that failed may have reached the medium.
            Array.Fill(pageWritten, true, (int)(offset / PageBytes), (int)(((offset + data.Length - 1) / PageBytes) - (offset / PageBytes) + 1));
            data[..(fails ? data.Length / 2 : data.Length)].CopyTo(bytes.AsSpan((int)offset));
        }

        if (fails)
        {
            throw new IOException($"injected: write of {data.Length} bytes at {offset} failed halfway");
        }
    }

    public void Flush()
    {
        if (FailFlush())
        {
            throw new IOException("injected: flush failed");
        }
    }

    /// <summary>Like a sparse file: pages nobody wrote are holes.</summary>
    public long NextData(long offset)
    {
        for (; offset < Length; offset = ((offset / PageBytes) + 1) * PageBytes)
        {
            var end = Math.Min(Length, ((offset / PageBytes) + 1) * PageBytes);
            if (pageWritten[offset / PageBytes] || bytes.AsSpan((int)offset, (int)(end - offset)).ContainsAnyExcept((byte)0))
            {
                return offset;
            }
        }

        return Length;
    }

    /// <summary>Lets everything succeed again.</summary>
    public void Heal()
    {
        (FailRead, FailWrite, FailFlush) = ((_, _) => false, (_, _) => false, () => false);
    }
}
