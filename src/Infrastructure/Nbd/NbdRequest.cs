using System.Buffers.Binary;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>One request as it came: magic(4) flags(2) command(2) cookie(8) offset(8) length(4), and behind a write its data.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Flags">How.</param>
/// <param name="Cookie">The client's mark, sent back with the answer.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct NbdRequest(NbdCommand Command, NbdCommandFlags Flags, ulong Cookie, ulong Offset, uint Length)
{
    /// <summary>Bytes of a request, without a write's data.</summary>
    public const int HeaderBytes = 28;

    public bool IsWrite => Command == NbdCommand.Write;

    /// <summary>Bytes that travel with the request or its answer.</summary>
    public long DataBytes => Command is NbdCommand.Read or NbdCommand.Write ? Length : 0;

    /// <summary>Whether the answer may come only when the change is durable.</summary>
    public bool MustFlush => Command == NbdCommand.Flush
        || (Flags.HasFlag(NbdCommandFlags.Fua) && Command is NbdCommand.Write or NbdCommand.Trim or NbdCommand.WriteZeroes);

    /// <summary>Null for what is no request at all, or more data than we ever take: where the next one begins is anybody's guess.</summary>
    public static NbdRequest? Decode(ReadOnlySpan<byte> bytes)
    {
        var request = new NbdRequest(
            (NbdCommand)BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]), (NbdCommandFlags)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[24..]));
        var isOne = BinaryPrimitives.ReadUInt32BigEndian(bytes) == NbdProtocol.RequestMagic;
        return isOne && !(request.IsWrite && request.Length > NbdProtocol.MaxRequestBytes) ? request : null;
    }

    /// <summary>Why the request cannot be carried out on this export, or <see cref="NbdError.None"/>.</summary>
    public NbdError Refusal(NbdSession session)
    {
        var deviceLength = (ulong)session.Device.Length;
        var isInside = Offset <= deviceLength && Length <= deviceLength - Offset;
        return Command switch
        {
            NbdCommand.Flush => NbdError.None,
            NbdCommand.Write or NbdCommand.Trim or NbdCommand.WriteZeroes when session.Export.IsReadOnly => NbdError.NotPermitted,
            NbdCommand.Read when Length > NbdProtocol.MaxRequestBytes => NbdError.Overflow,
            NbdCommand.Read or NbdCommand.Trim when !isInside => NbdError.Invalid,
            NbdCommand.Write or NbdCommand.WriteZeroes when !isInside => NbdError.NoSpace,
            NbdCommand.BlockStatus when !isInside || !session.BlockStatus || Length == 0 => NbdError.Invalid,
            NbdCommand.Read or NbdCommand.Write or NbdCommand.Trim or NbdCommand.WriteZeroes or NbdCommand.BlockStatus => NbdError.None,
            _ => NbdError.Invalid,
        };
    }
}
