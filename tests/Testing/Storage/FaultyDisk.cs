using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Testing.Storage;

/// <summary>A disk in memory whose reads, writes and flushes can be made to fail, and whose raw bytes a test may see and spoil.</summary>
public sealed class FaultyDisk : IRawDisk
{
    private readonly byte[] bytes;
    private readonly Lock gate = new();

    public FaultyDisk(long length) => bytes = new byte[length];

    /// <summary>A disk that begins with the bytes of another.</summary>
    public FaultyDisk(ReadOnlySpan<byte> contents) => bytes = contents.ToArray();

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

    /// <summary>Lets everything succeed again.</summary>
    public void Heal()
    {
        (FailRead, FailWrite, FailFlush) = ((_, _) => false, (_, _) => false, () => false);
    }
}
