using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// Carries out a client's requests until it hangs up, several at a time: one worker reads, and when a request has to wait for the disk,
/// hands its turn to another before it goes and carries that request out. Answers go out as they are ready, in any order.
/// </summary>
/// <remarks>
/// An answer is sent only when its request was carried out, and a flush makes durable whatever was carried out before it began, by any
/// connection. So a flush covers every write that was answered before it was sent, which is what the protocol asks for and what lets
/// us say that a client may use several connections.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.")]
internal sealed class NbdTransmission(NbdWire wire, NbdSession session)
{
    /// <summary>Requests of one connection under way at once. Who sends more waits.</summary>
    public const int MaxWorkers = 16;

    private const int StackBytes = 256 << 10;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<Thread> others = [];   // changed by whoever has the turn
    private int waiting;
    private volatile bool ended;
    private ExceptionDispatchInfo? failure;

    /// <summary>Serves on this thread, and on others as need be, until the client is done and every request has ended.</summary>
    /// <exception cref="EndOfStreamException">The client hung up without a word.</exception>
    public void Run()
    {
        Work();
        turn.Wait();   // from here on nobody has it who could bring in one more
        turn.Release();
        others.ForEach(thread => thread.Join());
        failure?.Throw();
    }

    private void Work()
    {
        try
        {
            var worker = new NbdWorker(wire, session);
            while (TakeTurn())
            {
                if (ReadOn(worker) is { } request)
                {
                    worker.Serve(request);
                }
            }
        }
        catch (Exception gone)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(gone), null);
            ended = true;
            wire.HangUp();
        }
    }

    private bool TakeTurn()
    {
        Interlocked.Increment(ref waiting);
        turn.Wait();
        Interlocked.Decrement(ref waiting);
        if (ended)
        {
            turn.Release();
        }

        return !ended;
    }

    /// <summary>Has the turn, and gives it away. Answers a request to carry out meanwhile.</summary>
    private NbdRequest? ReadOn(NbdWorker worker)
    {
        try
        {
            var request = worker.ServeAtOnce();
            if (request is null)
            {
                ended = true;
            }
            else if (request.Value.DataBytes > NbdWorker.LargestShared)
            {
                worker.Serve(request.Value);   // alone: it takes the room of many
                return null;
            }
            else if (Volatile.Read(ref waiting) == 0 && others.Count < MaxWorkers - 1)
            {
                var other = new Thread(Work, StackBytes) { IsBackground = true, Name = "nbd worker" };
                others.Add(other);
                other.Start();
            }

            return request;
        }
        finally
        {
            turn.Release();
        }
    }
}
