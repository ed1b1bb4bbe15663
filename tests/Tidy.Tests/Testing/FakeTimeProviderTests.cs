using CloudControl.Testing;

namespace CloudControl.Tidy.Tests.Testing;

public sealed class FakeTimeProviderTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task A_delay_ends_when_the_clock_is_moved_there_and_not_before()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), clock, TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));
        await delay;
    }

    [Fact]
    public void A_repeating_timer_sees_each_of_its_moments_in_order()
    {
        var start = clock.GetUtcNow();
        var seen = new List<double>();
        using var timer = clock.CreateTimer(_ => seen.Add((clock.GetUtcNow() - start).TotalSeconds), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

        clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal([2, 5, 8], seen);
        Assert.Equal(start.AddSeconds(9), clock.GetUtcNow());
    }

    [Fact]
    public void A_disposed_timer_never_fires_again()
    {
        var fired = 0;
        var timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(1));

        timer.Dispose();
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, fired);
        Assert.Equal(0, clock.WaitingTimers);
    }
}
