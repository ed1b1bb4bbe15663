using System.Net;
using CloudControl.Api.Tests.Contract;
using CloudControl.Api.Tests.Document;
using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Tests.Access;

public sealed class ScopeTests(TestApi api) : IClassFixture<TestApi>
{
    /// <summary>The contract has 80. Far fewer means that nothing was compared.</summary>
    private const int FewestInContract = 60;

    [Fact]
    public void No_route_that_wants_a_token_lacks_a_scope() => Assert.All(api.Routes().Where(route => !route.IsOpen()), route =>
    {
        Assert.True(route.Scopes().Count > 0, $"{route.Path()}: ScopedTo on its group, or Needs on itself, says which scopes it needs");
        Assert.All(route.Scopes(), scope => Assert.Matches("^[a-z_]+:(create|read|update|delete)$", scope));
    });

    [Fact]
    public void An_operation_of_the_contract_needs_the_contracts_scopes()
    {
        var compared = 0;
        foreach (var route in api.Routes())
        {
            if (ContractDocument.Digitalocean.FindOperation(route.Methods()[0], route.Path()) is { } operation)
            {
                Assert.True(
                    InContract(operation).SequenceEqual(route.Scopes().Order(StringComparer.Ordinal)),
                    $"{route.Methods()[0]} {route.Path()} needs {string.Join(' ', route.Scopes())}; the contract says {string.Join(' ', InContract(operation))}");
                compared++;
            }
        }

        Assert.InRange(compared, FewestInContract, int.MaxValue);
    }

    [Fact]
    public async Task A_token_does_what_its_scopes_say_and_is_told_which_one_is_missing()
    {
        var reader = api.ClientFor(await TokenAsync("droplet:read"));
        await reader.Get("/v2/droplets").ShouldBeAsync(HttpStatusCode.OK);
        await reader.Post("/v2/droplets", "{}").ShouldBeErrorAsync(
            HttpStatusCode.Forbidden, "forbidden", "You are missing the required permission droplet:create");
        await reader.Delete("/v2/droplets/1").ShouldBeErrorAsync(
            HttpStatusCode.Forbidden, "forbidden", "You are missing the required permission droplet:delete");
        await reader.Get("/v2/sizes").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden", "You are missing the required permission sizes:read");
    }

    [Fact]
    public async Task The_scope_is_asked_for_before_the_body_is_read() =>
        await api.ClientFor(await TokenAsync("droplet:read")).Post("/v2/droplets", "no json").ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden");

    [Fact]
    public async Task A_narrow_token_learns_what_paths_and_methods_there_are_like_any_other()
    {
        var reader = api.ClientFor(await TokenAsync("droplet:read"));
        await reader.Get("/v2/no-such-thing").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await reader.Delete("/v2/regions").ShouldBeErrorAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
    }

    [Fact]
    public async Task The_api_of_2013_asks_for_scopes_too()
    {
        var token = await TokenAsync("regions:read");
        Assert.Equal("OK", (await api.WithoutToken.Get($"/v1/regions?client_id=a&api_key={token}").ShouldBeAsync(HttpStatusCode.OK))["status"]!.GetValue<string>());
        var refused = await api.WithoutToken.Get($"/v1/droplets/1/destroy?client_id=a&api_key={token}").ShouldBeAsync(HttpStatusCode.Forbidden);
        Assert.Equal("You are missing the required permission droplet:delete", refused["error_message"]!.GetValue<string>());
    }

    /// <summary><c>api:read</c> and <c>api:write</c> are what tokens had before there were scopes; here that is <c>*</c>.</summary>
    private static IEnumerable<string> InContract(ContractOperation operation) => operation.Element.GetProperty("security")[0].GetProperty("bearer_auth").EnumerateArray()
        .Select(scope => scope.GetString()!)
        .Where(scope => !scope.StartsWith("api:", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private async Task<string> TokenAsync(params string[] scopes)
    {
        var (token, secret) = ApiToken.Issue(api.Account.Id, "narrow", TimeProvider.System.GetUtcNow(), scopes: new TokenScopes(scopes));
        await using var db = api.OpenDb();
        db.Add(token);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return secret;
    }
}
