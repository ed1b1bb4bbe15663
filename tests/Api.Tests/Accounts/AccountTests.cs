using System.Net;
using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Tests.Accounts;

public sealed class AccountTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task An_account_shows_itself()
    {
        var body = await api.Client.Get("/v2/account").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Equal("tenant@example.com", body["account"]!["email"]!.GetValue<string>());
        Assert.Equal(Account.DefaultDropletLimit, body["account"]!["droplet_limit"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ccp_v1_0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_missing_or_unknown_token_is_refused_in_the_words_clients_know(string? token) =>
        await api.ClientFor(token).Get("/v2/account").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized", "Unable to authenticate you");

    [Fact]
    public async Task A_revoked_token_is_refused()
    {
        var now = TimeProvider.System.GetUtcNow();
        var (token, secret) = ApiToken.Issue(api.Account.Id, "soon revoked", now);
        token.Revoke(now);
        await using (var db = api.OpenDb())
        {
            db.Add(token);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await api.ClientFor(secret).Get("/v2/account").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }
}
