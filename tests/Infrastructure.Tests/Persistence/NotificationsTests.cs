using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

public sealed class NotificationsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_connection_that_listened_hears_nothing_when_the_pool_gives_it_to_another()
    {
        var ct = TestContext.Current.CancellationToken;
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, NoResetOnClose = true };
        await using var pool = NpgsqlDataSource.Create(settings.ConnectionString);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var listens = new TaskCompletionSource();
        var listening = Notifications.ListenAsync(pool, "a_channel", _ => listens.TrySetResult(), NullLogger.Instance, stop.Token);
        await listens.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);

        await stop.CancelAsync();
        await listening;

        await using var channels = pool.CreateCommand("select count(*) from pg_listening_channels()");
        Assert.Equal(0L, await channels.ExecuteScalarAsync(ct));
    }
}
