using System.Text;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>What a client and we agreed on.</summary>
/// <param name="Export">The export, open.</param>
/// <param name="StructuredReplies">Whether reads are answered in chunks.</param>
/// <param name="BlockStatus">Whether the client may ask what is allocated.</param>
internal sealed record NbdSession(NbdExport Export, bool StructuredReplies, bool BlockStatus)
{
    public IBlockDevice Device => Export.Device;
}

/// <summary>
/// The fixed newstyle handshake: the client haggles option by option until it chooses an export or gives up.
/// </summary>
internal sealed class NbdHandshake(NbdWire wire, INbdExports exports)
{
    /// <summary>Options one client may send, and bytes in one of them; far more than any needs.</summary>
    private const int MaxOptions = 256;
    private const int MaxOptionBytes = 64 << 10;

    private const NbdExportFlags ReadableFlags = NbdExportFlags.HasFlags | NbdExportFlags.SendFlush | NbdExportFlags.CanMultiConn;
    private const NbdExportFlags WritableFlags =
        ReadableFlags | NbdExportFlags.SendFua | NbdExportFlags.SendTrim | NbdExportFlags.SendWriteZeroes;

    private bool noZeroes;
    private bool structuredReplies;
    private string? contextExport;   // the export for which base:allocation was chosen

    /// <summary>Null when the client gave up or broke the protocol: hang up.</summary>
    public NbdSession? Run(CancellationToken ct)
    {
        wire.Write(
            new NbdMessage().Add(NbdProtocol.ServerMagic).Add(NbdProtocol.OptionMagic)
                .Add((ushort)(NbdHandshakeFlags.FixedNewstyle | NbdHandshakeFlags.NoZeroes)));
        var client = (NbdHandshakeFlags)wire.ReadUInt32();
        if ((client & ~(NbdHandshakeFlags.FixedNewstyle | NbdHandshakeFlags.NoZeroes)) != 0)
        {
            return null;
        }

        noZeroes = client.HasFlag(NbdHandshakeFlags.NoZeroes);

        for (var count = 0; count < MaxOptions; count++)
        {
            if (wire.ReadUInt64() != NbdProtocol.OptionMagic)
            {
                return null;
            }

            var option = (NbdOption)wire.ReadUInt32();
            var length = wire.ReadUInt32();
            if (length > MaxOptionBytes)
            {
                Reply(option, NbdOptionReply.TooBig);
                return null;
            }

            var data = new byte[length];
            wire.Read(data);
            switch (option)
            {
                case NbdOption.ExportName:
                    return ExportName(Encoding.UTF8.GetString(data), ct);
                case NbdOption.Abort:
                    Reply(option, NbdOptionReply.Ack);
                    return null;
                case NbdOption.Go when Go(option, data, ct) is { } session:
                    return session;
                case NbdOption.Go:
                    break;
                default:
                    Answer(option, data, ct);
                    break;
            }
        }

        return null;
    }

    private void Answer(NbdOption option, byte[] data, CancellationToken ct)
    {
        switch (option)
        {
            case NbdOption.List:
                List(data, ct);
                break;
            case NbdOption.Info:
                if (Go(option, data, ct) is { } session)
                {
                    Wait(session.Export.DisposeAsync().AsTask());
                }

                break;
            case NbdOption.StructuredReply:
                structuredReplies |= data.Length == 0;
                Reply(option, data.Length == 0 ? NbdOptionReply.Ack : NbdOptionReply.Invalid);
                break;
            case NbdOption.ListMetaContext or NbdOption.SetMetaContext:
                MetaContext(option, data);
                break;
            default:
                Reply(option, NbdOptionReply.Unsupported);
                break;
        }
    }

    /// <summary>The oldest way to choose: it has no answer for "no such export" but hanging up.</summary>
    private NbdSession? ExportName(string name, CancellationToken ct)
    {
        if (Wait(exports.OpenAsync(name, ct)) is not { } export)
        {
            return null;
        }

        return SessionOn(name, export, () =>
        {
            var answer = new NbdMessage().Add((ulong)export.Device.Length).Add((ushort)FlagsOf(export));
            wire.Write(noZeroes ? answer : answer.Add(new byte[124]));
        });
    }

    private void List(byte[] data, CancellationToken ct)
    {
        if (data.Length > 0)
        {
            Reply(NbdOption.List, NbdOptionReply.Invalid);
            return;
        }

        foreach (var name in Wait(exports.ListAsync(ct)))
        {
            Reply(NbdOption.List, NbdOptionReply.Server, new NbdMessage().Add((uint)Encoding.UTF8.GetByteCount(name)).Add(name));
        }

        Reply(NbdOption.List, NbdOptionReply.Ack);
    }

    /// <summary>Describes an export, for INFO and GO alike. Whatever else a client asks to know, size, flags and block size is what it gets.</summary>
    private NbdSession? Go(NbdOption option, byte[] data, CancellationToken ct)
    {
        var reader = new NbdOptionReader(data);
        if (reader.Text() is not { } name || reader.UInt16() is not { } count || !reader.Skip(count * sizeof(ushort)) || !reader.IsAtEnd)
        {
            Reply(option, NbdOptionReply.Invalid);
            return null;
        }

        if (Wait(exports.OpenAsync(name, ct)) is not { } export)
        {
            Reply(option, NbdOptionReply.Unknown);
            return null;
        }

        return SessionOn(name, export, () =>
        {
            Reply(
                option, NbdOptionReply.Info,
                new NbdMessage().Add((ushort)NbdInfo.Export).Add((ulong)export.Device.Length).Add((ushort)FlagsOf(export)));
            Reply(
                option, NbdOptionReply.Info,
                new NbdMessage().Add((ushort)NbdInfo.BlockSize).Add(1u).Add((uint)export.Device.ChunkBytes).Add((uint)NbdProtocol.MaxRequestBytes));
            Reply(option, NbdOptionReply.Ack);
        });
    }

    private void MetaContext(NbdOption option, byte[] data)
    {
        var reader = new NbdOptionReader(data);
        var isSet = option == NbdOption.SetMetaContext;
        if (!structuredReplies || reader.Text() is not { } name || reader.Texts() is not { } queries || !reader.IsAtEnd)
        {
            Reply(option, NbdOptionReply.Invalid);
            return;
        }

        var wanted = queries.Contains(NbdProtocol.AllocationContext) || (!isSet && (queries.Count == 0 || queries.Contains("base:")));
        if (isSet)
        {
            contextExport = wanted ? name : null;
        }

        if (wanted)
        {
            var id = isSet ? NbdProtocol.AllocationContextId : 0;
            Reply(option, NbdOptionReply.MetaContext, new NbdMessage().Add(id).Add(NbdProtocol.AllocationContext));
        }

        Reply(option, NbdOptionReply.Ack);
    }

    private NbdExportFlags FlagsOf(NbdExport export) => (export.IsReadOnly ? ReadableFlags | NbdExportFlags.ReadOnly : WritableFlags)
        | (structuredReplies ? NbdExportFlags.SendDontFragment : NbdExportFlags.None);

    /// <summary>Answers that the export is open; nobody has it open when the client is gone before it could be told.</summary>
    private NbdSession SessionOn(string name, NbdExport export, Action answer)
    {
        try
        {
            answer();
            return new(export, structuredReplies, contextExport == name);
        }
        catch
        {
            Wait(export.DisposeAsync().AsTask());
            throw;
        }
    }

    private void Reply(NbdOption option, NbdOptionReply type) => Reply(option, type, new NbdMessage());

    private void Reply(NbdOption option, NbdOptionReply type, NbdMessage data) => wire.Write(
        new NbdMessage().Add(NbdProtocol.OptionReplyMagic).Add((uint)option).Add((uint)type).Add((uint)data.Length).Add(data.ToArray()));

    /// <summary>Blocks: the thread is the connection's own.</summary>
    private static T Wait<T>(Task<T> work) => work.GetAwaiter().GetResult();

    private static void Wait(Task work) => work.GetAwaiter().GetResult();
}
