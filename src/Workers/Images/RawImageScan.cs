using CloudControl.Infrastructure.Images;

namespace CloudControl.Workers.Images;

/// <summary>Looks at the images folder when the worker starts and every few seconds from then on.</summary>
public sealed class RawImageScan(RawImageFolder folder, TimeProvider clock, ILogger<RawImageScan> log) : BackgroundService
{
    /// <summary>Pause between two looks: a file that is at rest for as long is taken to be whole.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await folder.ScanAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "Looking at the images folder failed; looking again in {Interval}", Interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
