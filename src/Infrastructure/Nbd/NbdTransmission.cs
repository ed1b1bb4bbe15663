using System.Buffers;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// Carries out a client's requests, one after the other, until it hangs up. Other connections may work on the same volume beside this
/// one: a flush here covers what they completed.
/// </summary>
internal sealed class NbdTransmission(NbdWire wire, NbdSession session)
{
    private readonly IBlockDevice device = session.Device;
    private readonly NbdReplies replies = new(wire, session);

    public async Task RunAsync(CancellationToken ct)
    {
        while (await ReadRequestAsync(ct) is { } request && await HandleAsync(request, ct))
        {
        }
    }

    private async Task<NbdRequest?> ReadRequestAsync(CancellationToken ct)
    {
        if (await wire.ReadUInt32Async(ct) != NbdProtocol.RequestMagic)
        {
            return null;
        }

        var flags = (NbdCommandFlags)await wire.ReadUInt16Async(ct);
        var command = (NbdCommand)await wire.ReadUInt16Async(ct);
        return new NbdRequest(command, flags, await wire.ReadUInt64Async(ct), await wire.ReadUInt64Async(ct), await wire.ReadUInt32Async(ct));
    }

    /// <summary>False: hang up.</summary>
    private async Task<bool> HandleAsync(NbdRequest request, CancellationToken ct)
    {
        if (request.Command == NbdCommand.Disconnect || (request.Command == NbdCommand.Write && request.Length > NbdProtocol.MaxRequestBytes))
        {
            return false;
        }

        var carriesData = request.Command is NbdCommand.Read or NbdCommand.Write;
        var buffer = carriesData ? ArrayPool<byte>.Shared.Rent(NbdReplies.DataPrefixBytes + (int)Math.Min(request.Length, NbdProtocol.MaxRequestBytes)) : [];
        try
        {
            // A write's data comes whether or not we can use it.
            if (request.Command == NbdCommand.Write)
            {
                await wire.ReadAsync(buffer.AsMemory(0, (int)request.Length), ct);
            }

            var error = Refuse(request);
            error = error == NbdError.None ? await TryAsync(() => CarryOutAsync(request, buffer, ct)) : error;
            await replies.EndAsync(request, error, buffer, ct);
            return true;
        }
        finally
        {
            if (carriesData)
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);   // one customer's bytes; the pool serves all
            }
        }
    }

    private NbdError Refuse(NbdRequest request)
    {
        var isInside = request.Offset <= (ulong)device.Length && request.Length <= (ulong)device.Length - request.Offset;
        return request.Command switch
        {
            NbdCommand.Flush => NbdError.None,
            NbdCommand.Read when request.Length > NbdProtocol.MaxRequestBytes => NbdError.Overflow,
            NbdCommand.Read or NbdCommand.Trim when !isInside => NbdError.Invalid,
            NbdCommand.Write or NbdCommand.WriteZeroes when !isInside => NbdError.NoSpace,
            NbdCommand.BlockStatus when !isInside || !session.BlockStatus || request.Length == 0 => NbdError.Invalid,
            NbdCommand.Read or NbdCommand.Write or NbdCommand.Trim or NbdCommand.WriteZeroes or NbdCommand.BlockStatus => NbdError.None,
            _ => NbdError.Invalid,
        };
    }

    private async Task CarryOutAsync(NbdRequest request, byte[] buffer, CancellationToken ct)
    {
        var offset = (long)request.Offset;
        switch (request.Command)
        {
            case NbdCommand.Read:
                await device.ReadAsync(offset, buffer.AsMemory(NbdReplies.DataPrefixBytes, (int)request.Length), ct);
                break;
            case NbdCommand.Write:
                await device.WriteAsync(offset, buffer.AsMemory(0, (int)request.Length), ct);
                break;
            case NbdCommand.Trim or NbdCommand.WriteZeroes:
                await ZeroAsync(offset, request.Length, ct);
                break;
        }

        var writes = request.Command is NbdCommand.Write or NbdCommand.Trim or NbdCommand.WriteZeroes;
        if (request.Command == NbdCommand.Flush || (writes && request.Flags.HasFlag(NbdCommandFlags.Fua)))
        {
            await device.FlushAsync(ct);
        }
    }

    /// <summary>
    /// Overwrites what was written and leaves holes alone: they read as zero, and their room in the store is theirs anyhow. A trim
    /// does the same, so that what a guest discards is gone; nothing is ever taken out of the map.
    /// </summary>
    private async Task ZeroAsync(long offset, long length, CancellationToken ct)
    {
        foreach (var stretch in device.Map(offset, length).Where(stretch => stretch.IsWritten))
        {
            for (long done = 0; done < stretch.Length; done += Zeroes.Length)
            {
                var count = (int)Math.Min(Zeroes.Length, stretch.Length - done);
                await device.WriteAsync(stretch.Offset + done, Zeroes.AsMemory(0, count), ct);
            }
        }
    }

    private static readonly byte[] Zeroes = new byte[1 << 20];

    private static async Task<NbdError> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            return NbdError.None;
        }
        catch (VolumeUnavailableException)
        {
            return NbdError.Shutdown;
        }
        catch (IOException)
        {
            return NbdError.InputOutput;
        }
    }
}

/// <summary>One request as it came.</summary>
/// <param name="Command">What to do.</param>
/// <param name="Flags">How.</param>
/// <param name="Cookie">The client's mark, sent back with the answer.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
internal sealed record NbdRequest(NbdCommand Command, NbdCommandFlags Flags, ulong Cookie, ulong Offset, uint Length);
