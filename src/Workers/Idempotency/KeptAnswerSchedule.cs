using CloudControl.Infrastructure.Rounds;

namespace CloudControl.Workers.Idempotency;

/// <summary>Cleans kept answers as long as the worker runs, from its start on.</summary>
public sealed class KeptAnswerSchedule(KeptAnswerCleaning cleaning, TimeProvider clock, ILogger<KeptAnswerSchedule> log)
    : SteadyRounds(Pause, clock)
{
    /// <summary>Pause between two rounds.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override Task RoundAsync(CancellationToken ct) => cleaning.RunAsync(ct);

    protected override void LogMissed(Exception failure) =>
        log.LogWarning(failure, "cleaning answers kept for idempotency keys; trying again in {Pause}", Pause);
}
