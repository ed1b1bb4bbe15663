using CloudControl.Domain.Accounts;
using CloudControl.Domain.Idempotency;
using CloudControl.Infrastructure.Idempotency;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using CloudControl.Workers.Idempotency;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Workers.Tests.Idempotency;

public sealed class KeptAnswerCleaningTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_older_than_a_day_goes_and_what_is_younger_stays()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var db = PersistenceServices.Open(source);
        var account = Account.Open("tenant", "tenant@example.com", now);
        db.Add(account);
        await db.SaveChangesAsync(Ct);
        await KeptAnswers.KeepAsync(db, Hash(1), account.Id, Hash(9), [1], now - KeptAnswer.Lifetime - TimeSpan.FromMinutes(1), Ct);
        await KeptAnswers.KeepAsync(db, Hash(2), account.Id, Hash(9), [1], now - KeptAnswer.Lifetime + TimeSpan.FromHours(1), Ct);

        var cleaning = new KeptAnswerCleaning(source, TimeProvider.System);
        Assert.Equal(1, await cleaning.RunAsync(Ct));
        Assert.Equal(0, await cleaning.RunAsync(Ct));

        Assert.Equal(Hash(2), await db.KeptAnswers.AsNoTracking().Select(a => a.KeyHash).SingleAsync(Ct));
    }

    private static byte[] Hash(byte value) => [.. Enumerable.Repeat(value, 32)];
}
