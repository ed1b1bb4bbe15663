using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// One of those who serve a connection. What takes no waiting it answers on the way, as it reads; the rest it carries out while somebody
/// else reads on.
/// </summary>
internal sealed class NbdWorker(NbdWire wire, NbdSession session)
{
    /// <summary>The longest data of a request that other requests may be served beside: each worker keeps room for one.</summary>
    public const int LargestShared = 1 << 20;

    /// <summary>The longest data that is copied while nobody else can read on.</summary>
    private const int LargestAtOnce = NbdWire.LargestTake / 2;

    private readonly IBlockDevice device = session.Device;
    private readonly NbdReplies replies = new(wire, session);
    private byte[] payload = [];

    /// <summary>
    /// Reads and answers requests until one comes that may have to wait for the disk, and gives that back, with a write's data in our
    /// hands. Null: the client is done, or what it sent is no request.
    /// </summary>
    public NbdRequest? ServeAtOnce()
    {
        while (true)
        {
            SendUnlessThereIs(NbdRequest.HeaderBytes);
            if (NbdRequest.Decode(wire.Take(NbdRequest.HeaderBytes)) is not { Command: not NbdCommand.Disconnect } request)
            {
                replies.Send();
                return null;
            }

            if (!(request.IsWrite ? TryWriteAtOnce(request) : TryAnswerAtOnce(request)))
            {
                replies.Send();
                return request;
            }
        }
    }

    /// <summary>Carries out what <see cref="ServeAtOnce"/> gave back, and answers.</summary>
    public void Serve(NbdRequest request)
    {
        var error = request.Refusal(session);
        if (error == NbdError.None)
        {
            try
            {
                CarryOut(request);
            }
            catch (Exception failure) when (NbdFailure.ErrorOf(failure) is { } known)
            {
                error = known;
            }
        }

        Answer(request, error);
        replies.Send();
        if (payload.Length > LargestShared)
        {
            payload = [];
        }
    }

    private void CarryOut(NbdRequest request)
    {
        var (offset, length) = ((long)request.Offset, (int)Math.Min(request.Length, int.MaxValue));
        switch (request.Command)
        {
            case NbdCommand.Read:
                Wait(device.ReadAsync(offset, replies.RoomFor(request), default));
                break;
            case NbdCommand.Write:
                Wait(device.WriteAsync(offset, payload.AsMemory(0, length), default));
                break;
            case NbdCommand.Trim or NbdCommand.WriteZeroes:
                Wait(device.ZeroAsync(offset, request.Length, default));
                break;
            case NbdCommand.BlockStatus:
                replies.AddStatus(request, device.Map(offset, request.Length));
                break;
        }

        if (request.MustFlush)
        {
            Wait(device.FlushAsync(default));
        }
    }

    private void Answer(NbdRequest request, NbdError error)
    {
        switch (request.Command)
        {
            case NbdCommand.Read when error == NbdError.None:
                replies.AddData(request);
                break;
            case NbdCommand.BlockStatus when error == NbdError.None:
                break;   // carrying it out was to answer
            default:
                replies.Add(request, error);
                break;
        }
    }

    private bool TryAnswerAtOnce(NbdRequest request)
    {
        var error = request.Refusal(session);
        if (error == NbdError.None)
        {
            if (request.Command != NbdCommand.Read || request.Length > LargestAtOnce)
            {
                return false;
            }

            var room = replies.RoomFor(request).Span;
            try
            {
                if (!device.TryReadAtOnce((long)request.Offset, room))
                {
                    return false;
                }
            }
            catch (Exception failure) when (NbdFailure.ErrorOf(failure) is { } known)
            {
                error = known;
            }
        }

        Answer(request, error);
        return true;
    }

    /// <summary>Takes the data off the wire in any case: it comes whether or not we can use it.</summary>
    private bool TryWriteAtOnce(NbdRequest request)
    {
        var length = (int)request.Length;
        if (length > LargestAtOnce)
        {
            replies.Send();
            wire.Read(RoomForPayload(length));
            return false;
        }

        SendUnlessThereIs(length);
        var data = wire.Take(length);
        var error = request.Refusal(session);
        if (error == NbdError.None)
        {
            try
            {
                if (request.MustFlush || !device.TryWriteAtOnce((long)request.Offset, data))
                {
                    data.CopyTo(RoomForPayload(length));
                    return false;
                }
            }
            catch (Exception failure) when (NbdFailure.ErrorOf(failure) is { } known)
            {
                error = known;
            }
        }

        Answer(request, error);
        return true;
    }

    /// <summary>Before waiting for the client: it may be waiting for us.</summary>
    private void SendUnlessThereIs(int count)
    {
        if (!wire.Has(count))
        {
            replies.Send();
        }
    }

    private Span<byte> RoomForPayload(int length)
    {
        if (payload.Length < length)
        {
            payload = GC.AllocateUninitializedArray<byte>(length <= LargestAtOnce ? LargestAtOnce : Math.Max(length, LargestShared));
        }

        return payload.AsSpan(0, length);
    }

    private static void Wait(ValueTask work)
    {
        if (work.IsCompleted)
        {
            work.GetAwaiter().GetResult();
        }
        else
        {
            work.AsTask().GetAwaiter().GetResult();   // the thread is the connection's own
        }
    }
}
