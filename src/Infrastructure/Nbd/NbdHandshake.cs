using System.Text;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>What a client and we agreed on.</summary>
/// <param name="Device">The export, open.</param>
/// <param name="StructuredReplies">Whether reads are answered in chunks.</param>
/// <param name="BlockStatus">Whether the client may ask what is allocated.</param>
internal sealed record NbdSession(IBlockDevice Device, bool StructuredReplies, bool BlockStatus);

/// <summary>
/// The fixed newstyle handshake: the client haggles option by option until it chooses an export or gives up.
/// </summary>
internal sealed class NbdHandshake(NbdWire wire, INbdExports exports)
{
    /// <summary>Options one client may send, and bytes in one of them; far more than any needs.</summary>
    private const int MaxOptions = 256;
    private const int MaxOptionBytes = 64 << 10;

    private const NbdExportFlags ExportFlags = NbdExportFlags.HasFlags | NbdExportFlags.SendFlush | NbdExportFlags.SendFua | NbdExportFlags.SendTrim
        | NbdExportFlags.SendWriteZeroes | NbdExportFlags.CanMultiConn;

    private bool noZeroes;
    private bool structuredReplies;
    private string? contextExport;   // the export for which base:allocation was chosen

    /// <summary>Null when the client gave up or broke the protocol: hang up.</summary>
    public async Task<NbdSession?> RunAsync(CancellationToken ct)
    {
        await wire.WriteAsync(
            new NbdMessage().Add(NbdProtocol.ServerMagic).Add(NbdProtocol.OptionMagic)
                .Add((ushort)(NbdHandshakeFlags.FixedNewstyle | NbdHandshakeFlags.NoZeroes)), ct);
        var client = (NbdHandshakeFlags)await wire.ReadUInt32Async(ct);
        if ((client & ~(NbdHandshakeFlags.FixedNewstyle | NbdHandshakeFlags.NoZeroes)) != 0)
        {
            return null;
        }

        noZeroes = client.HasFlag(NbdHandshakeFlags.NoZeroes);

        for (var count = 0; count < MaxOptions; count++)
        {
            if (await wire.ReadUInt64Async(ct) != NbdProtocol.OptionMagic)
            {
                return null;
            }

            var option = (NbdOption)await wire.ReadUInt32Async(ct);
            var length = await wire.ReadUInt32Async(ct);
            if (length > MaxOptionBytes)
            {
                await ReplyAsync(option, NbdOptionReply.TooBig, ct);
                return null;
            }

            var data = new byte[length];
            await wire.ReadAsync(data, ct);
            switch (option)
            {
                case NbdOption.ExportName:
                    return await ExportNameAsync(Encoding.UTF8.GetString(data), ct);
                case NbdOption.Abort:
                    await ReplyAsync(option, NbdOptionReply.Ack, ct);
                    return null;
                case NbdOption.Go when await GoAsync(option, data, ct) is { } session:
                    return session;
                case NbdOption.Go:
                    break;
                default:
                    await AnswerAsync(option, data, ct);
                    break;
            }
        }

        return null;
    }

    private async Task AnswerAsync(NbdOption option, byte[] data, CancellationToken ct)
    {
        switch (option)
        {
            case NbdOption.List:
                await ListAsync(data, ct);
                break;
            case NbdOption.Info:
                if (await GoAsync(option, data, ct) is { } session)
                {
                    await session.Device.DisposeAsync();
                }

                break;
            case NbdOption.StructuredReply:
                structuredReplies |= data.Length == 0;
                await ReplyAsync(option, data.Length == 0 ? NbdOptionReply.Ack : NbdOptionReply.Invalid, ct);
                break;
            case NbdOption.ListMetaContext or NbdOption.SetMetaContext:
                await MetaContextAsync(option, data, ct);
                break;
            default:
                await ReplyAsync(option, NbdOptionReply.Unsupported, ct);
                break;
        }
    }

    /// <summary>The oldest way to choose: it has no answer for "no such export" but hanging up.</summary>
    private async Task<NbdSession?> ExportNameAsync(string name, CancellationToken ct)
    {
        if (await exports.OpenAsync(name, ct) is not { } device)
        {
            return null;
        }

        var answer = new NbdMessage().Add((ulong)device.Length).Add((ushort)FlagsNow);
        await wire.WriteAsync(noZeroes ? answer : answer.Add(new byte[124]), ct);
        return SessionOn(name, device);
    }

    private async Task ListAsync(byte[] data, CancellationToken ct)
    {
        if (data.Length > 0)
        {
            await ReplyAsync(NbdOption.List, NbdOptionReply.Invalid, ct);
            return;
        }

        foreach (var name in await exports.ListAsync(ct))
        {
            await ReplyAsync(NbdOption.List, NbdOptionReply.Server, new NbdMessage().Add((uint)Encoding.UTF8.GetByteCount(name)).Add(name), ct);
        }

        await ReplyAsync(NbdOption.List, NbdOptionReply.Ack, ct);
    }

    /// <summary>Describes an export, for INFO and GO alike. Whatever else a client asks to know, size, flags and block size is what it gets.</summary>
    private async Task<NbdSession?> GoAsync(NbdOption option, byte[] data, CancellationToken ct)
    {
        var reader = new NbdOptionReader(data);
        if (reader.Text() is not { } name || reader.UInt16() is not { } count || !reader.Skip(count * sizeof(ushort)) || !reader.IsAtEnd)
        {
            await ReplyAsync(option, NbdOptionReply.Invalid, ct);
            return null;
        }

        if (await exports.OpenAsync(name, ct) is not { } device)
        {
            await ReplyAsync(option, NbdOptionReply.Unknown, ct);
            return null;
        }

        await ReplyAsync(option, NbdOptionReply.Info, new NbdMessage().Add((ushort)NbdInfo.Export).Add((ulong)device.Length).Add((ushort)FlagsNow), ct);
        await ReplyAsync(
            option, NbdOptionReply.Info,
            new NbdMessage().Add((ushort)NbdInfo.BlockSize).Add(1u).Add((uint)device.ChunkBytes).Add((uint)NbdProtocol.MaxRequestBytes), ct);
        await ReplyAsync(option, NbdOptionReply.Ack, ct);
        return SessionOn(name, device);
    }

    private async Task MetaContextAsync(NbdOption option, byte[] data, CancellationToken ct)
    {
        var reader = new NbdOptionReader(data);
        var isSet = option == NbdOption.SetMetaContext;
        if (!structuredReplies || reader.Text() is not { } name || reader.Texts() is not { } queries || !reader.IsAtEnd)
        {
            await ReplyAsync(option, NbdOptionReply.Invalid, ct);
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
            await ReplyAsync(option, NbdOptionReply.MetaContext, new NbdMessage().Add(id).Add(NbdProtocol.AllocationContext), ct);
        }

        await ReplyAsync(option, NbdOptionReply.Ack, ct);
    }

    private NbdExportFlags FlagsNow => ExportFlags | (structuredReplies ? NbdExportFlags.SendDontFragment : NbdExportFlags.None);

    private NbdSession SessionOn(string name, IBlockDevice device) => new(device, structuredReplies, contextExport == name);

    private ValueTask ReplyAsync(NbdOption option, NbdOptionReply type, CancellationToken ct) => ReplyAsync(option, type, new NbdMessage(), ct);

    private ValueTask ReplyAsync(NbdOption option, NbdOptionReply type, NbdMessage data, CancellationToken ct) => wire.WriteAsync(
        new NbdMessage().Add(NbdProtocol.OptionReplyMagic).Add((uint)option).Add((uint)type).Add((uint)data.Length).Add(data.ToArray()), ct);
}
