using Microsoft.Extensions.Hosting;

namespace CloudControl.Infrastructure.Rounds;

/// <summary>
/// Does one thing again and again, at a steady pace, for as long as the process runs. A round that fails, for whatever reason, is missed
/// and not the end of the process: the next one comes in its time.
/// </summary>
/// <param name="interval">Between the beginnings of two rounds; one that takes longer is followed by the next at once.</param>
/// <param name="clock">What the intervals are measured by.</param>
public abstract class SteadyRounds(TimeSpan interval, TimeProvider clock) : BackgroundService
{
    protected TimeProvider Clock { get; } = clock;

    /// <summary>Whether the first round comes an interval after the process began, and not at once.</summary>
    protected virtual bool BeginsLater => false;

    protected abstract Task RoundAsync(CancellationToken ct);

    /// <summary>Says in the log which round was missed, and why.</summary>
    protected abstract void LogMissed(Exception failure);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, Clock);
        if (BeginsLater)
        {
            await timer.WaitForNextTickAsync(stoppingToken);
        }

        do
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogMissed(failure);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
