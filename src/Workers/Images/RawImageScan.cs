using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Rounds;

namespace CloudControl.Workers.Images;

/// <summary>Looks at the images folder when the worker starts and every few seconds from then on.</summary>
public sealed class RawImageScan(RawImageFolder folder, TimeProvider clock, ILogger<RawImageScan> log) : SteadyRounds(Interval, clock)
{
    /// <summary>Pause between two looks: a file that is at rest for as long is taken to be whole.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override Task RoundAsync(CancellationToken ct) => folder.ScanAsync(ct);

    protected override void LogMissed(Exception failure) =>
        log.LogError(failure, "Looking at the images folder failed; looking again in {Interval}", Interval);
}
