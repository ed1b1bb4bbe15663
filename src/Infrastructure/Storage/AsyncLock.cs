using System.Diagnostics.CodeAnalysis;

namespace CloudControl.Infrastructure.Storage;

/// <summary>One at a time, across awaits: <c>using (await door.EnterAsync(ct)) { … }</c>.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle nobody asks for holds nothing to dispose.")]
public sealed class AsyncLock
{
    private readonly SemaphoreSlim semaphore = new(1, 1);

    /// <summary>Waits for its turn. Dispose what it answers, once.</summary>
    public async ValueTask<Turn> EnterAsync(CancellationToken ct = default)
    {
        await semaphore.WaitAsync(ct);
        return new Turn(semaphore);
    }

    /// <summary>A turn; ends when disposed.</summary>
    public readonly struct Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
