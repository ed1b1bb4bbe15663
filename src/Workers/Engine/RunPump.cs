using System.Threading.Channels;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using Npgsql;

namespace CloudControl.Workers.Engine;

/// <summary>
/// Hands waiting runs of this process's queues to the job engine. Two loops: one listens for the database's announcements, the other
/// sweeps – when something was announced, when a run falls due, and at a steady pace besides. The sweep alone is enough for
/// everything to happen; listening only makes it happen at once. So neither a lost announcement nor a lost job, nor a database that
/// went away for a while, loses a run.
/// </summary>
public sealed class RunPump(
    RunQueue queue, IRunDispatcher dispatcher, ServedQueues queues, NpgsqlDataSource dataSource, RunOptions options, TimeProvider clock,
    ILogger<RunPump> log) : BackgroundService
{
    /// <summary>A run due this soon is waited for rather than swept for in a circle.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(2);

    private readonly Channel<bool> announced = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        log.LogInformation("{Engine} drives the runs", dispatcher.EngineName);
        await Task.WhenAll(
            PersistAsync("listening for runs", ListenAsync, stoppingToken),
            PersistAsync("sweeping for runs", SweepAsync, stoppingToken));
    }

    private async Task SweepAsync(Action succeeded, CancellationToken ct)
    {
        await queue.ForgetDispatchesAsync(queues.Now, ct);
        while (true)
        {
            var sweep = await queue.TakeWaitingAsync(queues.Now, ct);
            foreach (var run in sweep.Runs)
            {
                await dispatcher.DispatchAsync(run.Id, ct);
            }

            succeeded();
            if (sweep.Runs.Count < options.DispatchBatch)
            {
                await PauseAsync(sweep.NextDue, ct);
            }
        }
    }

    private async Task ListenAsync(Action succeeded, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        connection.Notification += (_, announcement) =>
        {
            if (queues.Now.Contains(announcement.Payload))
            {
                announced.Writer.TryWrite(true);
            }
        };
        await using (var listen = new NpgsqlCommand($"listen {RunQueue.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        succeeded();
        announced.Writer.TryWrite(true);    // what was recorded while nobody listened

        try
        {
            while (true)
            {
                await connection.WaitAsync(ct);
            }
        }
        finally
        {
            await Notifications.EndListeningAsync(connection);
        }
    }

    /// <summary>Waits for an announcement, the next due run or the next sweep, whichever comes first.</summary>
    private async Task PauseAsync(TimeSpan? nextDue, CancellationToken ct)
    {
        var pause = nextDue is { } due && due < options.Sweep ? TimeSpan.FromTicks(Math.Max(due.Ticks, ShortestPause.Ticks)) : options.Sweep;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(pause);
        try
        {
            await announced.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nothing was announced; time for the sweep.
        }
    }

    /// <summary>Runs a loop until the process stops, beginning it anew whenever it breaks.</summary>
    private async Task PersistAsync(string what, Func<Action, CancellationToken, Task> loop, CancellationToken ct)
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await loop(() => failures = 0, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                failures++;
                log.LogWarning(e, "Broke off {What}, try {Failures} follows", what, failures + 1);
                await Task.Delay(options.Reconnect.Delay(failures), clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
