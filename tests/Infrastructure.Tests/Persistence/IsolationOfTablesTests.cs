using CloudControl.Testing;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

/// <summary>That no table is forgotten: each has a policy, or stands here with the reason why not.</summary>
public sealed class IsolationOfTablesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly Dictionary<string, string> Open = new()
    {
        ["__EFMigrationsHistory"] = "the schema's own",
        ["regions"] = "the catalogue, everybody's",
        ["sizes"] = "the catalogue, everybody's",
        ["hosts"] = "orders choose among them and hold room; what customers see of them is nothing",
        ["host_extents"] = "a host's",
        ["host_findings"] = "a host's",
        ["host_decommissions"] = "a host's",
        ["extent_cleanings"] = "a host's: extents that are nobody's any more",
        ["addresses"] = "a region's pool, from which every account takes the next one free",
        ["runs"] = "what workers are to do: ids and sizes; a customer learns only whether the run of an action of theirs waits",
        ["run_steps"] = "as runs",
        ["token_budgets"] = "numbers of requests, which the process counts before it looks who asks",
    };

    [Fact]
    public async Task Every_table_has_a_policy_or_a_reason_to_have_none()
    {
        var tables = await ReadAsync(
            """
            select relname, relrowsecurity and exists (select from pg_policy where polrelid = pg_class.oid and polname = 'own_rows') as bound,
                   exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'account_id') as owned
            from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
            """);

        Assert.Equal([.. Open.Keys.Order(StringComparer.Ordinal)], tables.Where(t => !t.Bound).Select(t => t.Table).Order(StringComparer.Ordinal));
        Assert.Empty(tables.Where(t => t is { Bound: false, Owned: true }).Select(t => $"{t.Table}: its migration calls isolate_accounts"));
        Assert.InRange(tables.Count(t => t.Bound), 20, int.MaxValue);
    }

    private async Task<List<(string Table, bool Bound, bool Owned)>> ReadAsync(string sql)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(sql);
        await using var row = await command.ExecuteReaderAsync(ct);
        List<(string, bool, bool)> tables = [];
        while (await row.ReadAsync(ct))
        {
            tables.Add((row.GetString(0), row.GetBoolean(1), row.GetBoolean(2)));
        }

        return tables;
    }
}
