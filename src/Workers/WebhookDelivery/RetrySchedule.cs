namespace CloudControl.Workers.WebhookDelivery;

/// <summary>When a delivery that failed is tried again.</summary>
public sealed class RetrySchedule(WebhookDeliveryOptions options)
{
    /// <summary>The time of the next attempt; null when there is none.</summary>
    /// <param name="attempts">Attempts made, the one that just failed included; at least 1.</param>
    /// <param name="now">When it failed.</param>
    /// <param name="retryAfter">What the receiver asked for; null when it did not.</param>
    /// <param name="chance">From 0 to 1: where in the jitter's range the delay falls.</param>
    public DateTimeOffset? Next(int attempts, DateTimeOffset now, TimeSpan? retryAfter, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        if (attempts > options.Delays.Count)
        {
            return null;
        }

        var delay = options.Delays[attempts - 1] * (1 + (options.Jitter * chance));
        var asked = Math.Min(retryAfter?.Ticks ?? 0, options.LongestRetryAfter.Ticks);
        return now + TimeSpan.FromTicks(Math.Max(asked, delay.Ticks));
    }
}
