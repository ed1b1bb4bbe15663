namespace CloudControl.Workers.Backups;

/// <summary>Sees to backups as long as the worker runs.</summary>
public sealed class BackupSchedule(BackupRound round, TimeProvider clock, ILogger<BackupSchedule> log) : BackgroundService
{
    /// <summary>Pause between two looks; windows are hours long.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await round.RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "Looking for backups to take failed; looking again in {Interval}", Interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
