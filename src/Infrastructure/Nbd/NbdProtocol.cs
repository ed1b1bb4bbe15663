namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// The numbers of the NBD protocol, all sent big-endian. Source: doc/proto.md of NetworkBlockDevice/nbd, whose names these are.
/// </summary>
internal static class NbdProtocol
{
    public const ulong ServerMagic = 0x4e42444d41474943;      // "NBDMAGIC"
    public const ulong OptionMagic = 0x49484156454f5054;      // "IHAVEOPT"
    public const ulong OptionReplyMagic = 0x0003e889045565a9;
    public const uint RequestMagic = 0x25609513;
    public const uint SimpleReplyMagic = 0x67446698;
    public const uint StructuredReplyMagic = 0x668e33ef;

    /// <summary>The longest request we take, as we tell clients in the block size reply.</summary>
    public const int MaxRequestBytes = 32 << 20;

    /// <summary>The longest export name the protocol allows.</summary>
    public const int MaxNameBytes = 4096;

    /// <summary>The only metadata context we know, and the number we give it.</summary>
    public const string AllocationContext = "base:allocation";
    public const uint AllocationContextId = 1;

    /// <summary>In <see cref="AllocationContext"/>: nothing is stored there, and it reads as zero.</summary>
    public const uint StateHoleAndZero = 1 | 2;
}

[Flags]
internal enum NbdHandshakeFlags
{
    None = 0,
    FixedNewstyle = 1,
    NoZeroes = 2,
}

[Flags]
internal enum NbdExportFlags
{
    None = 0,
    HasFlags = 1,
    ReadOnly = 2,
    SendFlush = 4,
    SendFua = 8,
    SendTrim = 32,
    SendWriteZeroes = 64,
    SendDontFragment = 128,
    CanMultiConn = 256,
}

internal enum NbdOption
{
    ExportName = 1,
    Abort = 2,
    List = 3,
    StartTls = 5,
    Info = 6,
    Go = 7,
    StructuredReply = 8,
    ListMetaContext = 9,
    SetMetaContext = 10,
}

internal enum NbdOptionReply : uint
{
    Ack = 1,
    Server = 2,
    Info = 3,
    MetaContext = 4,
    Unsupported = 0x8000_0001,
    Invalid = 0x8000_0003,
    Unknown = 0x8000_0006,
    TooBig = 0x8000_0009,
}

internal enum NbdInfo
{
    Export = 0,
    BlockSize = 3,
}

internal enum NbdCommand
{
    Read = 0,
    Write = 1,
    Disconnect = 2,
    Flush = 3,
    Trim = 4,
    WriteZeroes = 6,
    BlockStatus = 7,
}

[Flags]
internal enum NbdCommandFlags
{
    None = 0,
    Fua = 1,
    NoHole = 2,
    DontFragment = 4,
    RequestOne = 8,
}

internal enum NbdChunkType
{
    OffsetData = 1,
    OffsetHole = 2,
    BlockStatus = 5,
    Error = 0x8001,
}

/// <summary>Errors as the protocol numbers them: Linux's, whatever the machine.</summary>
internal enum NbdError
{
    None = 0,
    NotPermitted = 1,
    InputOutput = 5,
    Invalid = 22,
    NoSpace = 28,
    Overflow = 75,
    Shutdown = 108,
}
