using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>Whoever serves the export is gone, or hung up: it may be served again.</summary>
public sealed class ExportLostException(string message, Exception cause) : IOException(message, cause);

/// <summary>
/// A volume of a host that another process serves, read over that host's NBD export: for copies. One request at a time, and nothing but
/// reads and block status, in structured replies; whoever serves it is one of us.
/// </summary>
public sealed class RemoteVolume : IBlockDevice
{
    /// <summary>The longest stretch one block status request asks about.</summary>
    private const long StatusBytes = 1L << 30;

    private const int ChunkHeaderBytes = 20;
    private const int OptionReplyBytes = 20;
    private const int MostAnswerBytes = NbdProtocol.MaxRequestBytes;
    private const uint IsError = 0x8000_0000;
    private const ushort LastChunk = 1;

    private readonly NetworkStream stream;
    private readonly VolumeId id;
    private readonly CancellationToken limit;
    private ulong cookie;

    private RemoteVolume(NetworkStream stream, VolumeId id, CancellationToken limit) => (this.stream, this.id, this.limit) = (stream, id, limit);

    public long Length { get; private set; }

    public int ChunkBytes { get; private set; }

    /// <summary>Not told over NBD.</summary>
    public long ChunksWritten => throw new NotSupportedException("an NBD export does not tell how many chunks were written");

    /// <summary>Opens a volume's export.</summary>
    /// <param name="socketPath">The host's socket.</param>
    /// <param name="id">The volume.</param>
    /// <param name="ct">Ends every later call, too.</param>
    /// <exception cref="ExportLostException">Nobody answers there.</exception>
    /// <exception cref="VolumeUnavailableException">It is not exported.</exception>
    public static async Task<RemoteVolume> OpenAsync(string socketPath, VolumeId id, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), ct);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ExportLostException($"nobody answers at {socketPath}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var volume = new RemoteVolume(new NetworkStream(socket, ownsSocket: true), id, ct);
        try
        {
            await volume.ShakeHandsAsync();
            return volume;
        }
        catch
        {
            await volume.DisposeAsync();
            throw;
        }
    }

    public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
    {
        if (buffer.Length > 0)
        {
            await AskAsync(NbdCommand.Read, offset, buffer.Length, (type, payload) => Take(type, payload, offset, buffer.Span));
        }
    }

    public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct) =>
        throw new NotSupportedException("what another process serves is only read");

    /// <summary>Nothing: what is copied from elsewhere never changes.</summary>
    public ValueTask FlushAsync(CancellationToken ct) => ValueTask.CompletedTask;

    public IEnumerable<VolumeStretch> Map(long offset, long length)
    {
        for (long done = 0; done < length;)
        {
            var stretches = StretchesAsync(offset + done, Math.Min(StatusBytes, length - done)).GetAwaiter().GetResult();
            foreach (var stretch in stretches)
            {
                yield return stretch;
                done += stretch.Length;
            }
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static void Take(NbdChunkType type, ReadOnlySpan<byte> payload, long offset, Span<byte> into)
    {
        if (type is not (NbdChunkType.OffsetData or NbdChunkType.OffsetHole))
        {
            return;
        }

        var at = (int)((long)BinaryPrimitives.ReadUInt64BigEndian(payload) - offset);
        if (type == NbdChunkType.OffsetData)
        {
            payload[sizeof(ulong)..].CopyTo(into[at..]);
        }
        else
        {
            into.Slice(at, (int)BinaryPrimitives.ReadUInt32BigEndian(payload[sizeof(ulong)..])).Clear();
        }
    }

    /// <summary>What is said of the first part of a stretch; at least one piece, never beyond its end.</summary>
    private async Task<List<VolumeStretch>> StretchesAsync(long offset, long length)
    {
        var stretches = new List<VolumeStretch>();
        var end = offset + length;
        await AskAsync(NbdCommand.BlockStatus, offset, length, (type, payload) =>
        {
            for (var at = sizeof(uint); type == NbdChunkType.BlockStatus && at < payload.Length && offset < end; at += 2 * sizeof(uint))
            {
                var bytes = Math.Min(BinaryPrimitives.ReadUInt32BigEndian(payload[at..]), end - offset);
                var isHole = (BinaryPrimitives.ReadUInt32BigEndian(payload[(at + sizeof(uint))..]) & 1) != 0;
                stretches.Add(new VolumeStretch(offset, bytes, IsWritten: !isHole));
                offset += bytes;
            }
        });
        return stretches.Sum(s => s.Length) > 0 ? stretches : throw Broken("it says nothing of what is written");
    }

    private delegate void ChunkTaker(NbdChunkType type, ReadOnlySpan<byte> payload);

    /// <summary>Sends one request and takes its answer, chunk by chunk.</summary>
    private async Task AskAsync(NbdCommand command, long offset, long length, ChunkTaker take)
    {
        await SendAsync(
            new NbdMessage().Add(NbdProtocol.RequestMagic).Add((ushort)0).Add((ushort)command).Add(++cookie).Add((ulong)offset).Add((uint)length));
        for (var isLast = false; !isLast;)
        {
            var header = await ReceiveAsync(ChunkHeaderBytes);
            var type = (NbdChunkType)BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(6));
            isLast = (BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(4)) & LastChunk) != 0;
            var bytes = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(16));
            if (BinaryPrimitives.ReadUInt32BigEndian(header) != NbdProtocol.StructuredReplyMagic
                || BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(8)) != cookie || bytes > MostAnswerBytes + sizeof(ulong))
            {
                throw Broken("an answer is none");
            }

            var payload = await ReceiveAsync((int)bytes);
            if (type == NbdChunkType.Error)
            {
                throw Broken($"{command} of {length} bytes at {offset} failed with {(NbdError)BinaryPrimitives.ReadUInt32BigEndian(payload)}");
            }

            take(type, payload);
        }
    }

    private async Task ShakeHandsAsync()
    {
        var hello = await ReceiveAsync((2 * sizeof(ulong)) + sizeof(ushort));
        if (BinaryPrimitives.ReadUInt64BigEndian(hello) != NbdProtocol.ServerMagic)
        {
            throw Broken("it does not speak NBD");
        }

        await SendAsync(new NbdMessage().Add((uint)(NbdHandshakeFlags.FixedNewstyle | NbdHandshakeFlags.NoZeroes)));
        await OptionAsync(NbdOption.StructuredReply, new NbdMessage());
        await OptionAsync(NbdOption.SetMetaContext, Named().Add(1u).Add((uint)NbdProtocol.AllocationContext.Length).Add(NbdProtocol.AllocationContext));
        await OptionAsync(NbdOption.Go, Named().Add((ushort)0));
        if (Length == 0 || ChunkBytes == 0)
        {
            throw Broken("it does not say how large it is");
        }
    }

    private NbdMessage Named() => new NbdMessage().Add((uint)Encoding.UTF8.GetByteCount(id.LogicalVolume)).Add(id.LogicalVolume);

    /// <summary>Haggles for one option until it is granted.</summary>
    private async Task OptionAsync(NbdOption option, NbdMessage data)
    {
        await SendAsync(new NbdMessage().Add(NbdProtocol.OptionMagic).Add((uint)option).Add((uint)data.Length).Add(data.ToArray()));
        while (true)
        {
            var header = await ReceiveAsync(OptionReplyBytes);
            var type = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
            var payload = await ReceiveAsync((int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(16)), NbdProtocol.MaxNameBytes));
            if (type == (uint)NbdOptionReply.Ack)
            {
                return;
            }

            if ((type & IsError) != 0)
            {
                throw new VolumeUnavailableException(id, $"its host does not export it ({(NbdOptionReply)type})");
            }

            if (type == (uint)NbdOptionReply.Info)
            {
                Learn(payload);
            }
        }
    }

    private void Learn(ReadOnlySpan<byte> info)
    {
        switch ((NbdInfo)BinaryPrimitives.ReadUInt16BigEndian(info))
        {
            case NbdInfo.Export:
                Length = (long)BinaryPrimitives.ReadUInt64BigEndian(info[2..]);
                break;
            case NbdInfo.BlockSize:
                ChunkBytes = (int)BinaryPrimitives.ReadUInt32BigEndian(info[6..]);
                break;
        }
    }

    private async Task SendAsync(NbdMessage message)
    {
        try
        {
            await stream.WriteAsync(message.ToArray(), limit);
        }
        catch (IOException e)
        {
            throw Lost(e);
        }
    }

    private async Task<byte[]> ReceiveAsync(int count)
    {
        var bytes = new byte[count];
        try
        {
            await stream.ReadExactlyAsync(bytes, limit);
        }
        catch (IOException e)
        {
            throw Lost(e);
        }

        return bytes;
    }

    private ExportLostException Lost(IOException cause) => new($"the export of volume {id} was closed", cause);

    private IOException Broken(string why) => new($"the export of volume {id}: {why}");
}
