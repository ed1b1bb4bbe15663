using System.Buffers.Binary;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// Answers on their way out, collected in one buffer and sent in one piece, each header right before its data. They are simple ones, and
/// where the client asked for it structured ones, always in a single chunk. A read that found nothing but zeroes is then answered with
/// a hole, which says no more than that.
/// </summary>
/// <remarks>
/// <code>
/// simple      magic(4) error(4) cookie(8) data
/// structured  magic(4) flags(2) type(2) cookie(8) length(4) payload; the payload of data: offset(8) bytes
/// </code>
/// The buffer belongs to one connection and dies with it: no other customer's bytes are ever in it.
/// </remarks>
internal sealed class NbdReplies(NbdWire wire, NbdSession session)
{
    /// <summary>A buffer longer than this is let go once it is sent.</summary>
    public const int LargestKept = NbdWorker.LargestShared + StructuredDataBytes;

    private const int FirstBytes = 64 << 10;
    private const int SimpleBytes = 16;
    private const int StructuredBytes = 20;
    private const int StructuredDataBytes = StructuredBytes + sizeof(ulong);
    private const ushort LastChunk = 1;

    /// <summary>Stretches in one block status reply; the client asks again for the rest.</summary>
    private const int MaxStretches = 1024;

    private byte[] buffer = new byte[FirstBytes];
    private int used;

    private int DataHeaderBytes => session.StructuredReplies ? StructuredDataBytes : SimpleBytes;

    /// <summary>Where a read's data goes, before <see cref="AddData"/>. Sends what is collected when there is no room beside it.</summary>
    public Memory<byte> RoomFor(NbdRequest read)
    {
        MakeRoom(DataHeaderBytes + (int)read.Length);
        return buffer.AsMemory(used + DataHeaderBytes, (int)read.Length);
    }

    /// <summary>Adds the answer whose data lies where <see cref="RoomFor"/> said.</summary>
    public void AddData(NbdRequest read)
    {
        var data = buffer.AsSpan(used + DataHeaderBytes, (int)read.Length);
        if (!session.StructuredReplies)
        {
            AddSimple(read, NbdError.None);
        }
        else if (data.Length == 0 || data.ContainsAnyExcept((byte)0))
        {
            AddHeader(read, NbdChunkType.OffsetData, sizeof(ulong) + data.Length);
            AddUInt64(read.Offset);
        }
        else
        {
            AddHeader(read, NbdChunkType.OffsetHole, sizeof(ulong) + sizeof(uint));
            AddUInt64(read.Offset);
            AddUInt32(read.Length);
            return;
        }

        used += data.Length;
    }

    /// <summary>Adds the answer of a request that has no data to bring, or failed.</summary>
    public void Add(NbdRequest request, NbdError error)
    {
        MakeRoom(StructuredDataBytes);
        if (error != NbdError.None && session.StructuredReplies && request.Command is NbdCommand.Read or NbdCommand.BlockStatus)
        {
            AddHeader(request, NbdChunkType.Error, sizeof(uint) + sizeof(ushort));
            AddUInt32((uint)error);
            AddUInt16(0);   // bytes of a message
        }
        else
        {
            AddSimple(request, error);
        }
    }

    /// <summary>Adds what is stored where.</summary>
    public void AddStatus(NbdRequest request, IEnumerable<VolumeStretch> stretches)
    {
        const int StretchBytes = 2 * sizeof(uint);
        var told = stretches.Take(request.Flags.HasFlag(NbdCommandFlags.RequestOne) ? 1 : MaxStretches).ToList();
        MakeRoom(StructuredBytes + sizeof(uint) + (told.Count * StretchBytes));
        AddHeader(request, NbdChunkType.BlockStatus, sizeof(uint) + (told.Count * StretchBytes));
        AddUInt32(NbdProtocol.AllocationContextId);
        foreach (var stretch in told)
        {
            AddUInt32((uint)stretch.Length);
            AddUInt32(stretch.IsWritten ? 0 : NbdProtocol.StateHoleAndZero);
        }
    }

    public void Send()
    {
        if (used > 0)
        {
            wire.Write(buffer.AsSpan(0, used));
            used = 0;
        }

        if (buffer.Length > LargestKept)
        {
            buffer = new byte[FirstBytes];
        }
    }

    private void MakeRoom(int bytes)
    {
        if (buffer.Length - used < bytes)
        {
            Send();
        }

        if (buffer.Length < bytes)
        {
            buffer = GC.AllocateUninitializedArray<byte>(Math.Max(bytes, LargestKept));
        }
    }

    private void AddSimple(NbdRequest request, NbdError error)
    {
        AddUInt32(NbdProtocol.SimpleReplyMagic);
        AddUInt32((uint)error);
        AddUInt64(request.Cookie);
    }

    private void AddHeader(NbdRequest request, NbdChunkType type, int payloadBytes)
    {
        AddUInt32(NbdProtocol.StructuredReplyMagic);
        AddUInt16(LastChunk);
        AddUInt16((ushort)type);
        AddUInt64(request.Cookie);
        AddUInt32((uint)payloadBytes);
    }

    private void AddUInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Next(sizeof(ushort)), value);

    private void AddUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Next(sizeof(uint)), value);

    private void AddUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Next(sizeof(ulong)), value);

    private Span<byte> Next(int bytes)
    {
        used += bytes;
        return buffer.AsSpan(used - bytes, bytes);
    }
}
