using CloudControl.Infrastructure.Rounds;

namespace CloudControl.Workers.Backups;

/// <summary>Sees to backups as long as the worker runs.</summary>
public sealed class BackupSchedule(BackupRound round, TimeProvider clock, ILogger<BackupSchedule> log) : SteadyRounds(Interval, clock)
{
    /// <summary>Pause between two looks; windows are hours long.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override Task RoundAsync(CancellationToken ct) => round.RunAsync(ct);

    protected override void LogMissed(Exception failure) =>
        log.LogError(failure, "Looking for backups to take failed; looking again in {Interval}", Interval);
}
