using System.Buffers.Binary;
using System.Net.Sockets;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// A connection's bytes. Reading takes what the kernel has, so that many short requests cost one call; one reader at a time. Writing sends
/// a whole message; writers wait for one another. Both block: a connection has threads of its own.
/// </summary>
internal sealed class NbdWire(Socket socket)
{
    /// <summary>Bytes that can be taken as one piece; what is longer goes past the buffer.</summary>
    public const int LargestTake = 64 << 10;

    private readonly Lock writing = new();
    private readonly byte[] incoming = new byte[LargestTake];
    private int start;
    private int end;

    /// <summary>Whether so many bytes can be had without waiting for the client.</summary>
    public bool Has(int count) => end - start >= count;

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(Take(sizeof(ulong)));

    /// <summary>The next bytes, where they lie; valid until the next read.</summary>
    /// <param name="count">At most <see cref="LargestTake"/>.</param>
    /// <exception cref="EndOfStreamException">The other side hung up.</exception>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (incoming.Length - start < count)
        {
            incoming.AsSpan(start, end - start).CopyTo(incoming);
            (start, end) = (0, end - start);
        }

        while (!Has(count))
        {
            end += Receive(incoming.AsSpan(end));
        }

        var taken = incoming.AsSpan(start, count);
        start += count;
        if (start == end)
        {
            (start, end) = (0, 0);   // the bytes taken stay where they are
        }

        return taken;
    }

    /// <summary>The next bytes, copied; long ones come straight from the kernel.</summary>
    /// <exception cref="EndOfStreamException">The other side hung up.</exception>
    public void Read(Span<byte> buffer)
    {
        var ready = Math.Min(buffer.Length, end - start);
        Take(ready).CopyTo(buffer);
        for (var done = ready; done < buffer.Length;)
        {
            done += Receive(buffer[done..]);
        }
    }

    /// <summary>Sends a message whole.</summary>
    public void Write(ReadOnlySpan<byte> message)
    {
        lock (writing)
        {
            while (message.Length > 0)
            {
                message = message[socket.Send(message)..];
            }
        }
    }

    public void Write(NbdMessage message) => Write(message.ToArray());

    /// <summary>Wakes whoever reads or writes: there is nothing more to come.</summary>
    public void HangUp()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client was faster.
        }
    }

    private int Receive(Span<byte> buffer)
    {
        var received = socket.Receive(buffer);
        return received > 0 ? received : throw new EndOfStreamException("the client hung up");
    }
}
