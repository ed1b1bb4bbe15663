using CloudControl.Api.Droplets;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Api.Tests.Droplets;

/// <summary>
/// How PostgreSQL finds the few of an account's ten thousand droplets that a filter means: row-level security makes it pass by every index
/// whose operator might leak what it compares.
/// </summary>
public sealed class DropletPlanTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly DropletFilter Any = new([], null, [], [], null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tag_is_looked_up_in_an_index() =>
        Assert.Matches(@"pk_droplet_tags\b[^\n]*\n\s*Index Cond: [^\n]*\btag\b", await PlanAsync(Any with { Tags = ["few"] }));

    [Fact]
    public async Task A_name_is_looked_up_in_an_index() =>
        Assert.Matches(@"ix_droplets_account_id_folded_name\b[^\n]*\n\s*Index Cond: [^\n]*\bfolded_name\b", await PlanAsync(Any with { Name = "Web-1" }));

    private async Task<string> PlanAsync(DropletFilter filter)
    {
        await using var db = await api.Services.GetRequiredService<IDbContextFactory<CloudControlDb>>().CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await db.Database.ExecuteSqlAsync($"set local enable_seqscan = off", Ct);     // there is next to nothing in the tables
        await using var command = filter.Of(db.Droplets.Of(AccountId.New()), db).CreateDbCommand();
        command.CommandText = "explain " + command.CommandText;
        command.Transaction = transaction.GetDbTransaction();
        await using var line = await command.ExecuteReaderAsync(Ct);
        var plan = new List<string>();
        while (await line.ReadAsync(Ct))
        {
            plan.Add(line.GetString(0));
        }

        return string.Join('\n', plan);
    }
}
