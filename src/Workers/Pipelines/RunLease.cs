using CloudControl.Infrastructure.Runs;

namespace CloudControl.Workers.Pipelines;

/// <summary>
/// Holds a claimed run by heartbeat for as long as a worker drives it, so that an hour's step is not mistaken for a dead worker. When
/// the run turns out to be somebody else's, or the database has not answered for so long that it may soon be, the step's token is
/// cancelled. Elapsed time is measured by the monotonic clock: a step of the wall clock changes nothing.
/// </summary>
internal sealed class RunLease : IAsyncDisposable
{
    private readonly RunStore store;
    private readonly Fence fence;
    private readonly RunOptions options;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource released = new();
    private readonly CancellationTokenSource interrupted;
    private readonly Task beating;
    private volatile bool lost;

    public RunLease(RunStore store, Fence fence, RunOptions options, TimeProvider clock, CancellationToken stop)
    {
        (this.store, this.fence, this.options, this.clock) = (store, fence, options, clock);
        interrupted = CancellationTokenSource.CreateLinkedTokenSource(stop);
        beating = BeatAsync();
    }

    /// <summary>Cancelled when the lease is lost or the worker stops.</summary>
    public CancellationToken Interrupted => interrupted.Token;

    /// <summary>The run is somebody else's, or may be: write nothing.</summary>
    public bool IsLost => lost;

    public async ValueTask DisposeAsync()
    {
        await released.CancelAsync();
        await beating;
        interrupted.Dispose();
        released.Dispose();
    }

    private async Task BeatAsync()
    {
        var renewed = clock.GetTimestamp();
        while (await PauseAsync())
        {
            var asked = clock.GetTimestamp();
            switch (await RenewAsync())
            {
                case true:
                    renewed = asked;
                    break;
                case null when clock.GetElapsedTime(renewed) < options.Lease - options.Heartbeat:
                    break;
                default:
                    lost = true;
                    await interrupted.CancelAsync();
                    return;
            }
        }
    }

    /// <returns>Null when the database did not answer.</returns>
    private async Task<bool?> RenewAsync()
    {
        using var limit = new CancellationTokenSource(options.Heartbeat, clock);
        try
        {
            return await store.HeartbeatAsync(fence, limit.Token);
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return null;
        }
    }

    /// <returns>False when the lease was released.</returns>
    private async Task<bool> PauseAsync()
    {
        try
        {
            await Task.Delay(options.Heartbeat, clock, released.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
