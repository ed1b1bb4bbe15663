using CloudControl.Workers.WebhookDelivery;

namespace CloudControl.Workers.Tests.WebhookDelivery;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrySchedule Schedule = new(new WebhookDeliveryOptions());

    [Fact]
    public void A_delivery_is_tried_ten_times_over_more_than_three_days()
    {
        var delays = Enumerable.Range(1, 9).Select(attempts => Schedule.Next(attempts, Now, retryAfter: null, chance: 0) - Now).ToList();

        Assert.Equal(["00:00:05", "00:05:00", "00:30:00", "02:00:00", "05:00:00", "10:00:00", "14:00:00", "20:00:00", "1.00:00:00"],
            delays.Select(delay => delay!.Value.ToString()));
        Assert.Null(Schedule.Next(10, Now, retryAfter: null, chance: 0));
    }

    [Theory]
    [InlineData(0, 300)]
    [InlineData(0.5, 330)]
    [InlineData(1, 360)]
    public void A_delay_is_lengthened_by_chance_and_never_shortened(double chance, int seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), Schedule.Next(2, Now, retryAfter: null, chance));

    [Theory]
    [InlineData(-10, 5)]                // an HTTP date in the past
    [InlineData(1, 5)]                  // never sooner than the schedule
    [InlineData(120, 120)]
    [InlineData(86_400, 86_400)]
    [InlineData(99_999_999, 86_400)]    // and never later than a day
    public void A_receiver_may_ask_for_more_patience_within_bounds(int retryAfterSeconds, int seconds) =>
        Assert.Equal(Now.AddSeconds(seconds), Schedule.Next(1, Now, TimeSpan.FromSeconds(retryAfterSeconds), chance: 0));
}
