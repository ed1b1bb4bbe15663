using CloudControl.Infrastructure.Rounds;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>Cleans old deliveries as long as the worker runs, from its start on.</summary>
public sealed class CleaningSchedule(
    DeliveryCleaning cleaning, WebhookDeliveryOptions options, TimeProvider clock, ILogger<CleaningSchedule> log)
    : SteadyRounds(options.CleaningPause, clock)
{
    protected override async Task RoundAsync(CancellationToken ct)
    {
        if (await cleaning.RunAsync(ct) is > 0 and var cleaned)
        {
            log.LogInformation("{Count} webhook deliveries were older than {Age} and are deleted", cleaned, options.KeepEndedFor);
        }
    }

    protected override void LogMissed(Exception failure) =>
        log.LogWarning(failure, "cleaning old webhook deliveries; trying again in {Pause}", options.CleaningPause);
}
