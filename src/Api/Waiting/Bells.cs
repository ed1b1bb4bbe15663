using System.Collections.Concurrent;
using CloudControl.Infrastructure.Persistence;
using Npgsql;

namespace CloudControl.Api.Waiting;

/// <summary>
/// Wakes the requests of this process that wait for something. One connection listens for all of them; a request hangs up a bell
/// under a topic of <see cref="News"/>, looks, and sleeps until it rings. After a lost connection every bell rings once, as nobody
/// knows what was missed.
/// </summary>
public sealed class Bells(NpgsqlDataSource dataSource, ILogger<Bells> log) : BackgroundService
{
    private readonly ConcurrentDictionary<Bell, string> hung = new();

    /// <summary>Hangs up a bell; what happens from here on rings it. How many hang is bounded by <see cref="Places"/>.</summary>
    public Bell Hang(string topic)
    {
        var bell = new Bell(gone => hung.TryRemove(gone, out _));
        hung[bell] = topic;
        return bell;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Notifications.ListenAsync(dataSource, News.Channel, Ring, log, stoppingToken);

    private void Ring(string topic)
    {
        foreach (var (bell, subject) in hung)
        {
            if (topic.Length == 0 || subject == topic)
            {
                bell.Ring();
            }
        }
    }
}

/// <summary>One request's bell. Rings that nobody waited for are one ring, and are not lost.</summary>
public sealed class Bell(Action<Bell> takeDown) : IDisposable
{
    private readonly SemaphoreSlim ring = new(0, 1);
    private int rung;

    /// <summary>Waits for a ring since the last one.</summary>
    /// <returns>False when none came in time.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken ct)
    {
        if (!await ring.WaitAsync(limit, ct))
        {
            return false;
        }

        Volatile.Write(ref rung, 0);
        return true;
    }

    public void Ring()
    {
        if (Interlocked.Exchange(ref rung, 1) == 0)
        {
            ring.Release();
        }
    }

    /// <summary>Takes it down. The semaphore stays: a ring under way may still touch it, and it holds nothing to give back.</summary>
    public void Dispose() => takeDown(this);
}
