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
internal sealed class NbdTransmission(NbdWire wire, NbdSession session)
{
    private const int StackBytes = 256 << 10;

    private readonly object turn = new();
    private readonly List<Thread> others = [];   // changed by whoever has the turn
    private bool isTaken;
    private int waiting;
    private volatile bool ended;
    private ExceptionDispatchInfo? failure;

    /// <summary>Serves on this thread, and on others as need be, until the client is done and every request has ended.</summary>
    /// <exception cref="EndOfStreamException">The client hung up without a word.</exception>
    public void Run()
    {
        Work();
        TakeTurn();   // who had it last can have brought in one more; from here on nobody will
        GiveTurn();
        others.ForEach(thread => thread.Join());
        failure?.Throw();
    }

    private void Work()
    {
        try
        {
            var worker = new NbdWorker(wire, session);
            while (ReadOn(worker, out var request))
            {
                if (request is { } waits)
                {
                    worker.Serve(waits);
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

    /// <summary>False: there is nothing more to read. The turn is ours all the same.</summary>
    private bool TakeTurn()
    {
        lock (turn)
        {
            waiting++;
            while (isTaken)
            {
                Monitor.Wait(turn);   // unlike a semaphore it does not spin first, which would cost the client its processor
            }

            waiting--;
            isTaken = true;
            return !ended;
        }
    }

    private void GiveTurn()
    {
        lock (turn)
        {
            isTaken = false;
            Monitor.Pulse(turn);
        }
    }

    /// <summary>Takes the turn, reads, and gives it away. False: the client is done.</summary>
    /// <param name="worker">Whose turn it is.</param>
    /// <param name="request">What to carry out while somebody else reads on, if anything.</param>
    private bool ReadOn(NbdWorker worker, out NbdRequest? request)
    {
        request = null;
        try
        {
            if (!TakeTurn())
            {
                return false;
            }

            request = worker.ServeAtOnce();
            if (request is not { } waits)
            {
                ended = true;
            }
            else if (waits.DataBytes > NbdWorker.LargestShared)
            {
                worker.Serve(waits);   // alone: it takes the room of many
                request = null;
            }
            else
            {
                BringInAnother();
            }

            return !ended;
        }
        finally
        {
            GiveTurn();
        }
    }

    private void BringInAnother()
    {
        lock (turn)
        {
            if (waiting > 0 || others.Count == NbdServer.MaxRequestsAtOnce - 1)
            {
                return;
            }
        }

        var other = new Thread(Work, StackBytes) { IsBackground = true, Name = "nbd worker" };
        other.Start();
        others.Add(other);
    }
}
