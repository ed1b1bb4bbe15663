using System.Net;

namespace CloudControl.Api.Tests.Http;

/// <summary>What holds for every path. That each answer has its headers and each error its members is checked by every test's client.</summary>
public sealed class HttpEdgeTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task An_unknown_path_is_not_found() =>
        await api.Client.Get("/v2/no-such-thing").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");

    [Fact]
    public async Task An_unknown_path_says_nothing_to_strangers() =>
        await api.WithoutToken.Get("/v2/no-such-thing").ShouldBeErrorAsync(HttpStatusCode.Unauthorized, "unauthorized");

    [Fact]
    public async Task A_path_without_that_method_says_so() =>
        await api.Client.Delete("/v2/regions").ShouldBeErrorAsync(HttpStatusCode.MethodNotAllowed, "method_not_allowed");

    [Fact]
    public async Task A_trailing_slash_changes_nothing() =>     // python-digitalocean
        await api.Client.Get("/v2/regions/").ShouldBeAsync(HttpStatusCode.OK);

    [Fact]
    public async Task A_get_may_carry_a_body() =>     // Ansible
        await api.Client.Send(HttpMethod.Get, "/v2/account", "null").ShouldBeAsync(HttpStatusCode.OK);

    [Fact]
    public async Task Paging_on_a_call_that_is_no_list_is_ignored() =>     // libcloud
        await api.Client.Get("/v2/account?per_page=200&page=1").ShouldBeAsync(HttpStatusCode.OK);

    [Fact]
    public async Task A_member_that_is_there_twice_with_one_value_counts_once()     // @digitalocean/dots
    {
        await api.Client.Post("/v2/tags", """{"name": "twice", "name": "twi\u0063e"}""").ShouldBeAsync(HttpStatusCode.Created);
        await api.Client.Post("/v2/tags/twice/resources", """{"resources": [], "resources": []}""").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("""{"name": "one", "name": "other"}""")]
    [InlineData("""{"name": "one", "name": null}""")]
    [InlineData("""{"name": "one", "name": "one", "name": "other"}""")]
    public async Task A_member_with_two_values_is_refused(string body) =>
        await api.Client.Post("/v2/tags", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "The value at $.name cannot be used.");

    [Fact]
    public async Task A_database_that_is_away_asks_for_patience()
    {
        using var client = api.ClientWith(("ConnectionStrings:CloudControl", "Host=/tmp/no-such-socket;Username=nobody;Timeout=2"));
        using var answer = await client.Get("/v2/account");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
