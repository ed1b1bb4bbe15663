namespace CloudControl.Infrastructure.Storage.DeviceMapper;

/// <summary>Lets operations in until it is closed; closing waits for those inside. Entering costs one interlocked operation.</summary>
public sealed class OperationGate
{
    private const long Closed = 1L << 62;

    private readonly TaskCompletionSource empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long state;

    /// <summary>False when the gate is closed. After true, <see cref="Exit"/> is owed.</summary>
    public bool TryEnter()
    {
        if ((Interlocked.Increment(ref state) & Closed) == 0)
        {
            return true;
        }

        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref state) == Closed)
        {
            empty.TrySetResult();
        }
    }

    /// <summary>Closes for good; completes when the last operation has left.</summary>
    public Task CloseAsync()
    {
        if (Interlocked.Or(ref state, Closed) is 0 or Closed)
        {
            empty.TrySetResult();
        }

        return empty.Task;
    }
}
