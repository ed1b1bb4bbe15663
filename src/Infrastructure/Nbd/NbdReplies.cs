namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// Answers: simple ones, and where the client asked for it structured ones, always in a single chunk. A read that found nothing
/// but zeroes is then answered with a hole, which says no more than that.
/// </summary>
/// <remarks>
/// <code>
/// simple      magic(4) error(4) cookie(8) data
/// structured  magic(4) flags(2) type(2) cookie(8) length(4) payload; the payload of data: offset(8) bytes
/// </code>
/// </remarks>
internal sealed class NbdReplies(NbdWire wire, NbdSession session)
{
    /// <summary>Room before a read's data for the longer of the two headers, so that both go out in one piece.</summary>
    public const int DataPrefixBytes = StructuredHeaderBytes + sizeof(ulong);

    private const int SimpleHeaderBytes = 16;
    private const int StructuredHeaderBytes = 20;
    private const ushort LastChunk = 1;

    /// <summary>Stretches in one block status reply; the client asks again for the rest.</summary>
    private const int MaxStretches = 1024;

    /// <param name="request">What was asked.</param>
    /// <param name="error">How it went.</param>
    /// <param name="buffer">For a read: its data, behind <see cref="DataPrefixBytes"/> bytes of room.</param>
    /// <param name="ct">Cancels.</param>
    public ValueTask EndAsync(NbdRequest request, NbdError error, byte[] buffer, CancellationToken ct)
    {
        var isStructured = session.StructuredReplies && request.Command is NbdCommand.Read or NbdCommand.BlockStatus;
        if (error != NbdError.None && isStructured)
        {
            return wire.WriteAsync(Structured(request, NbdChunkType.Error, new NbdMessage().Add((uint)error).Add((ushort)0)), ct);
        }

        if (error == NbdError.None && request.Command == NbdCommand.BlockStatus)
        {
            return wire.WriteAsync(Structured(request, NbdChunkType.BlockStatus, Stretches(request)), ct);
        }

        if (error != NbdError.None || request.Command != NbdCommand.Read)
        {
            return wire.WriteAsync(Simple(request, error), ct);
        }

        if (!session.StructuredReplies)
        {
            return DataAsync(buffer, Simple(request, error).ToArray(), request.Length, ct);
        }

        if (request.Length > 0 && IsZero(request, buffer))
        {
            return wire.WriteAsync(Structured(request, NbdChunkType.OffsetHole, new NbdMessage().Add(request.Offset).Add(request.Length)), ct);
        }

        var header = Header(request, NbdChunkType.OffsetData, sizeof(ulong) + request.Length).Add(request.Offset);
        return DataAsync(buffer, header.ToArray(), request.Length, ct);
    }

    private ValueTask DataAsync(byte[] buffer, byte[] header, uint length, CancellationToken ct)
    {
        var start = DataPrefixBytes - header.Length;
        header.CopyTo(buffer, start);
        return wire.WriteAsync(buffer.AsMemory(start, header.Length + (int)length), ct);
    }

    private static bool IsZero(NbdRequest request, byte[] buffer) =>
        !buffer.AsSpan(DataPrefixBytes, (int)request.Length).ContainsAnyExcept((byte)0);

    private NbdMessage Stretches(NbdRequest request)
    {
        var most = request.Flags.HasFlag(NbdCommandFlags.RequestOne) ? 1 : MaxStretches;
        var status = new NbdMessage().Add(NbdProtocol.AllocationContextId);
        foreach (var stretch in session.Device.Map((long)request.Offset, request.Length).Take(most))
        {
            status.Add((uint)stretch.Length).Add(stretch.IsWritten ? 0u : NbdProtocol.StateHoleAndZero);
        }

        return status;
    }

    private static NbdMessage Simple(NbdRequest request, NbdError error) =>
        new NbdMessage().Add(NbdProtocol.SimpleReplyMagic).Add((uint)error).Add(request.Cookie);

    private static NbdMessage Structured(NbdRequest request, NbdChunkType type, NbdMessage payload) =>
        Header(request, type, (uint)payload.Length).Add(payload.ToArray());

    private static NbdMessage Header(NbdRequest request, NbdChunkType type, uint length) =>
        new NbdMessage().Add(NbdProtocol.StructuredReplyMagic).Add(LastChunk).Add((ushort)type).Add(request.Cookie).Add(length);
}
