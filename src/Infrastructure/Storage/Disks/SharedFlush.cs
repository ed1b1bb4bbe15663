namespace CloudControl.Infrastructure.Storage.Disks;

/// <summary>
/// Merges flushes of one disk: whoever asks while one is under way shares the next, which starts after everything they wrote. Whoever
/// asks while none is flushes on its own thread: handing so short a thing to another takes about as long as the thing.
/// </summary>
/// <remarks>
/// After a flush that failed nothing may be promised any more: Linux drops the pages it could not write and reports the error
/// once, so a second flush would succeed over bytes that are gone, and an exception record written on its word would show a
/// former tenant's bytes. The disk stays refused until the host is opened anew.
/// </remarks>
public sealed class SharedFlush(IRawDisk disk)
{
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? next;
    private IOException? broken;

    /// <summary>Completes when everything written before the call is durable.</summary>
    /// <exception cref="IOException">This flush or an earlier one failed.</exception>
    public Task FlushAsync()
    {
        TaskCompletionSource mine;
        lock (gate)
        {
            if (broken is not null)
            {
                return Task.FromException(broken);
            }

            if (next is not null || !running.IsCompleted)
            {
                return next ??= StartAfterAsync(running);
            }

            mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            running = mine.Task;
        }

        _ = FlushForAsync(mine);
        return mine.Task;
    }

    private async Task FlushForAsync(TaskCompletionSource asker)
    {
        try
        {
            await FlushDiskAsync();
            asker.SetResult();
        }
        catch (IOException failure)
        {
            asker.SetException(failure);
        }
    }

    private async Task StartAfterAsync(Task previous)
    {
        // Never at once, though it may just have ended: whoever made us its successor still has to write that down.
        await previous.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lock (gate)
        {
            // From here on a newcomer's writes may come too late for this flush, so newcomers get one of their own.
            (running, next) = (next!, null);
            if (broken is not null)
            {
                throw broken;
            }
        }

        await FlushDiskAsync();
    }

    private async Task FlushDiskAsync()
    {
        try
        {
            await disk.FlushAsync();
        }
        catch (Exception e)
        {
            lock (gate)
            {
                broken = new IOException("a flush failed, so nothing more is promised until the host is opened anew", e);
            }

            throw broken;
        }
    }
}
