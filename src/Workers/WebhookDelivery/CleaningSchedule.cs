namespace CloudControl.Workers.WebhookDelivery;

/// <summary>Cleans old deliveries as long as the worker runs, from its start on.</summary>
public sealed class CleaningSchedule(
    DeliveryCleaning cleaning, WebhookDeliveryOptions options, TimeProvider clock, ILogger<CleaningSchedule> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CleaningPause, clock);
        do
        {
            try
            {
                if (await cleaning.RunAsync(stoppingToken) is > 0 and var cleaned)
                {
                    log.LogInformation("{Count} webhook deliveries were older than {Age} and are deleted", cleaned, options.KeepEndedFor);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "cleaning old webhook deliveries; trying again in {Pause}", options.CleaningPause);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
