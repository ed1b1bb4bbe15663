using CloudControl.Infrastructure.Persistence;
using CloudControl.Migrations;
using CloudControl.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

/// <summary>A server whose users may not do everything, as those that are rented.</summary>
public sealed class MigratingAsOrdinaryUserTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_may_not_give_himself_the_role_is_told_what_an_administrator_has_to_say()
    {
        var user = $"owner_{Guid.NewGuid():n}";
        await AdministerAsync($"create role {user} login");
        await AdministerAsync($"create database {user} owner {user}");
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = user, Database = user, Pooling = false };
        try
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => MigrationRunner.MigrateAsync(settings.ConnectionString, Ct));
            Assert.Contains(user, refused.MessageText, StringComparison.Ordinal);
            Assert.Contains($"grant cloudcontrol_api to {user};", refused.Hint, StringComparison.Ordinal);

            await AdministerAsync($"grant cloudcontrol_api to {user}");
            await MigrationRunner.MigrateAsync(settings.ConnectionString, Ct);
            Assert.Equal((0, 1), await CountAsync(settings.ConnectionString));
        }
        finally
        {
            await AdministerAsync($"drop database {user} with (force)");
            await AdministerAsync($"drop role {user}");
        }
    }

    /// <summary>Accounts that a request of nobody sees, and that the process itself does.</summary>
    private static async Task<(int Request, int Process)> CountAsync(string connectionString)
    {
        var sight = new Fixed();
        await using var services = new ServiceCollection().AddSingleton<IVisibility>(sight).AddBoundPersistence(connectionString).BuildServiceProvider();
        await using var owner = PersistenceServices.Open(services.GetRequiredService<NpgsqlDataSource>());
        owner.Add(Domain.Accounts.Account.Open("one", "one@example.com", DateTimeOffset.UnixEpoch));
        await owner.SaveChangesAsync(Ct);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        return (await db.Accounts.CountAsync(Ct), await owner.Accounts.CountAsync(Ct));
    }

    private async Task AdministerAsync(string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private sealed class Fixed : IVisibility
    {
        public VisibleRows Current => VisibleRows.None;
    }
}
