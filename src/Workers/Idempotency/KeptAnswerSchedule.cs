namespace CloudControl.Workers.Idempotency;

/// <summary>Cleans kept answers as long as the worker runs, from its start on.</summary>
public sealed class KeptAnswerSchedule(KeptAnswerCleaning cleaning, TimeProvider clock, ILogger<KeptAnswerSchedule> log) : BackgroundService
{
    /// <summary>Pause between two rounds.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            try
            {
                await cleaning.RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "cleaning answers kept for idempotency keys; trying again in {Pause}", Pause);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
