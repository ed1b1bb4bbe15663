using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Workers.Hosts;
using CloudControl.Workers.WebhookDelivery;
using Npgsql;

namespace CloudControl.Workers.Tests.Engine;

/// <summary>
/// Everything resumes within seconds of the database's return, because nobody is in the middle of a longer wait then. How long it took is
/// a matter of the machine: <c>DatabaseOutageTests</c> print it.
/// </summary>
public sealed class ReturnOfTheDatabaseTests
{
    /// <summary>Longest pause between two tries to reach a database that is away.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>What is promised to operators.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    [Fact]
    public void Nobody_pauses_for_more_than_a_second_before_the_next_try()
    {
        var runs = new RunOptions();
        Assert.All(
            [runs.Reconnect.Cap, runs.Sweep, new WebhookDeliveryOptions().Sweep, Notifications.ReconnectDelay, HostHeartbeat.Retry],
            pause => Assert.InRange(pause, TimeSpan.FromMilliseconds(1), LongestPause));
        Assert.All(Enumerable.Range(1, 100), tries => Assert.InRange(runs.Reconnect.Delay(tries), TimeSpan.Zero, LongestPause));
    }

    [Fact]
    public void A_try_that_is_under_way_when_it_returns_and_the_next_one_fit_into_what_is_promised() =>
        Assert.InRange(PersistenceServices.ConnectLimit + LongestPause, TimeSpan.Zero, Promised);

    [Fact]
    public void Connections_wait_no_longer_than_that_unless_the_operator_says_so()
    {
        var defaults = new NpgsqlConnectionStringBuilder(PersistenceServices.WithDefaults("Host=db;Username=cc;Password=p w"));
        Assert.Equal(("db", "cc", "p w"), (defaults.Host, defaults.Username, defaults.Password));
        Assert.Equal(PersistenceServices.ConnectLimit, TimeSpan.FromSeconds(defaults.Timeout));
        Assert.Equal(PersistenceServices.AnswerLimit, TimeSpan.FromSeconds(defaults.CommandTimeout));
        Assert.InRange(defaults.KeepAlive, 1, 5);
        Assert.True(defaults.TcpKeepAlive);

        Assert.False(new NpgsqlConnectionStringBuilder(PersistenceServices.WithDefaults("Host=/run/postgresql")).TcpKeepAlive);
        var said = new NpgsqlConnectionStringBuilder(PersistenceServices.WithDefaults("Host=db;Timeout=20;Command Timeout=60;Maximum Pool Size=5"));
        Assert.Equal((20, 60, 5), (said.Timeout, said.CommandTimeout, said.MaxPoolSize));
    }
}
