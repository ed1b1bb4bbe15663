using CloudControl.Simulation.Tests.Chaos;

namespace CloudControl.Simulation.Tests.Crashes;

/// <summary>Two workers for the same hosts: one serves them, the other waits for its end.</summary>
public sealed class StandByTests
{
    [Fact]
    public async Task A_worker_that_stands_by_takes_the_hosts_over_when_the_other_is_killed_and_may_be_stopped_before()
    {
        await using var cloud = await ProcessCloud.CreateAsync("nyc3-01", "nyc3-02");
        using var api = cloud.StartApi();
        using var first = cloud.StartWorker("nyc3-01", "nyc3-02");
        var (_, client) = await cloud.OpenAccountAsync("customer", new AnswerLog());
        await cloud.UntilReadyAsync(client);
        var customer = new Customer("customer", client, new Random(1), new Promises());

        using var second = cloud.StartWorker("nyc3-02", "nyc3-01");
        using var third = cloud.StartWorker();
        await ProcessCloud.UntilAsync(() => Task.FromResult(third.Log.Contains("standing by", StringComparison.Ordinal)), () => $"it does not stand by\n{third.Log}");
        await third.StopAsync();
        Assert.Equal(0, third.ExitCode);

        Assert.NotNull(await customer.Droplets.OrderAsync());
        first.Kill();
        Assert.NotNull(await customer.Droplets.OrderAsync());
        await cloud.UntilNothingIsUnderWayAsync(() => $"nobody took over\n{second.Log}");
        Assert.False(second.HasExited, second.Log);
    }
}
