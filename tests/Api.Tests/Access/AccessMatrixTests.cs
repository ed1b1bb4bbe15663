using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using CloudControl.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Access;

/// <summary>Every route there is, asked by everybody there is. The table is the process's own: no route can be left out.</summary>
public sealed partial class AccessMatrixTests(TestApi api) : IClassFixture<TestApi>
{
    private const string MatrixToken = "matrix";

    /// <summary>Differ between two answers that are the same.</summary>
    private static readonly string[] Passing = ["x-request-id", "ratelimit-remaining", "ratelimit-reset", "date"];

    private readonly HttpClient client = api.StreamingProcess("").Client;
    private readonly OwnedThings owned = new(api);

    private IEnumerable<MatrixRoute> Routes => MatrixRoute.AllOf(api);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_token_that_is_valid_every_route_gives_the_same_refusal()
    {
        var now = DateTimeOffset.UtcNow;
        var expired = await TokenAsync(api.Account, expiresAt: now.AddSeconds(-1));
        var revoked = await TokenAsync(api.Account, revoke: true);
        foreach (var route in Routes)
        {
            var (url, body) = await route.FillAsync(MissingAsync);
            var none = await AskAsync(route, null, url, body);
            Assert.True(none.Status == HttpStatusCode.Unauthorized, $"{route} answers {none} to nobody");
            Assert.Equal((route, none), (route, await AskAsync(route, expired, url, body)));
            Assert.Equal((route, none), (route, await AskAsync(route, revoked, url, body)));
        }
    }

    [Fact]
    public async Task With_a_token_for_other_things_every_route_names_the_scope_that_is_missing()
    {
        var operators = Account.Open("narrow operator", "narrow@example.com", DateTimeOffset.UtcNow, isOperator: true);
        await api.OpenAccountAsync(operators);
        var (ours, theirs) = (await TokenAsync(api.Account, scopes: ["other:read"]), await TokenAsync(operators, scopes: ["other:read"]));
        foreach (var route in Routes)
        {
            var (url, body) = await route.FillAsync(MissingAsync);
            var refused = await AskAsync(route, route.ForOperators ? theirs : ours, url, body);
            Assert.True(
                refused.Status == HttpStatusCode.Forbidden
                    && refused.Body.Contains($"You are missing the required permission {route.Scopes[0]}", StringComparison.Ordinal),
                $"{route} answers {refused} to a token for other things");
        }
    }

    [Fact]
    public async Task A_customer_is_turned_away_from_every_route_for_operators_and_an_operator_is_not()
    {
        var operators = Account.Open("operator", "operator@example.com", DateTimeOffset.UtcNow, isOperator: true);
        await api.OpenAccountAsync(operators);
        foreach (var route in Routes.Where(route => route.ForOperators).OrderBy(route => route.Deletes))
        {
            var (url, body) = await route.FillAsync(owned.ValueAsync);
            var refused = await AskAsync(route, api.Token, url, body);
            Assert.True(refused.Status == HttpStatusCode.Forbidden, $"{route} answers {refused} to a customer");
            await AllowedAsync(route, await TokenAsync(operators, scopes: [.. route.Scopes, "tag:read"]), url, body);
        }
    }

    [Fact]
    public async Task What_is_anothers_answers_exactly_as_what_is_not_there()
    {
        var operators = Account.Open("curious operator", "curious@example.com", DateTimeOffset.UtcNow, isOperator: true);
        var operatorsToken = await api.OpenAccountAsync(operators);
        foreach (var route in Routes.Where(route => !route.ForOperators && route.NamesSomething))
        {
            var (theirs, theirBody) = await route.FillAsync(owned.ValueAsync);
            var (missing, missingBody) = await route.FillAsync(MissingAsync);
            var expected = await AskAsync(route, api.StrangersToken, missing, missingBody);
            Assert.True(expected.Status < HttpStatusCode.InternalServerError && expected.Status != HttpStatusCode.UnprocessableEntity, $"{route} answers {expected}");
            foreach (var stranger in new[] { api.StrangersToken, operatorsToken })
            {
                Assert.Equal((route, expected), (route, await AskAsync(route, stranger, theirs, theirBody)));
            }
        }
    }

    [Fact]
    public async Task No_list_shows_anything_of_anothers()
    {
        foreach (var route in Routes.Where(route => !route.ForOperators && route.NamesSomething))
        {
            await route.FillAsync(owned.ValueAsync);     // one of everything
        }

        // Somebody who never asked: what one asked for oneself is in one's own audit log.
        var stranger = await api.OpenAccountAsync(Account.Open("newcomer", "newcomer@example.com", DateTimeOffset.UtcNow));

        foreach (var route in Routes.Where(route => !route.ForOperators && !route.NamesSomething && route.Method == "GET" && !route.Deletes))
        {
            var (url, _) = await route.FillAsync(MissingAsync);
            var answer = await AskAsync(route, stranger, url, null);
            Assert.True(answer.Status < HttpStatusCode.InternalServerError, $"{route} answers {answer}");
            Assert.DoesNotContain(OwnedThings.Mark, answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(api.Account.Id.ToString(), answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_owner_takes_every_route_with_the_scopes_it_names_and_no_others()
    {
        foreach (var route in Routes.Where(route => !route.ForOperators).OrderBy(route => route.UsesUp).ThenBy(route => route.Changes))
        {
            if (route.UsesUp)
            {
                owned.Forget();
            }

            var (url, body) = await route.FillAsync(owned.ValueAsync);
            await AllowedAsync(route, await TokenAsync(api.Account, scopes: [.. route.Scopes]), url, body);
        }
    }

    private static Task<string> MissingAsync(string path, string parameter) => Task.FromResult(OwnedThings.Missing(path, parameter));

    /// <summary>Whether it did what it was asked is for the route's own tests; here it must have been about the thing.</summary>
    private async Task AllowedAsync(MatrixRoute route, string token, string url, string? body)
    {
        var answer = await AskAsync(route, token, url, body);
        Assert.True(
            answer.Status < HttpStatusCode.InternalServerError
                && answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
                && !answer.Body.Contains("No Droplets Found", StringComparison.Ordinal),
            $"{route} answers {answer} to whom {url} belongs");
    }

    private async Task<Answer> AskAsync(MatrixRoute route, string? token, string url, string? body)
    {
        var address = route.IsLegacy && token is not null ? $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}client_id=a&api_key={token}" : url;
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), address);
        request.Headers.Authorization = route.IsLegacy || token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("X-Dangerous", "true");     // what one route asks for besides
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        client.DefaultRequestHeaders.Authorization = null;
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        var text = route.IsStream && response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(Ct);
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => !Passing.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        return new Answer(response.StatusCode, RequestId().Replace(text, ""), string.Join('\n', headers));
    }

    private async Task<string> TokenAsync(Account account, DateTimeOffset? expiresAt = null, bool revoke = false, string[]? scopes = null)
    {
        var now = DateTimeOffset.UtcNow;
        var (token, secret) = ApiToken.Issue(account.Id, MatrixToken, now, expiresAt, scopes is null ? null : new TokenScopes(scopes));
        if (revoke)
        {
            token.Revoke(now);
        }

        await using var db = api.OpenDb();
        if (scopes is not null)
        {
            // One narrow token at a time: an account has so many and no more.
            await db.Tokens.Where(t => t.AccountId == account.Id && t.Name == MatrixToken && t.RevokedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), Ct);
        }

        db.Add(token);
        await db.SaveChangesAsync(Ct);
        return secret;
    }

    [GeneratedRegex("\"request_id\":\"[^\"]*\"")]
    private static partial Regex RequestId();

    /// <summary>What a caller can see of an answer, but for what differs each time.</summary>
    private sealed record Answer(HttpStatusCode Status, string Body, string Headers);
}
