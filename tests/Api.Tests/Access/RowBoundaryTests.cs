using System.Net;
using System.Net.Http.Json;
using CloudControl.Api.Accounts;
using CloudControl.Api.Tags;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Api.Tests.Access;

/// <summary>Which rows a request's own contexts see without a filter; what binding means is tested with the database.</summary>
public sealed class RowBoundaryTests(TestApi api) : IClassFixture<TestApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unfiltered_query_in_a_request_returns_the_callers_rows_and_no_others()
    {
        var seen = new List<int>();
        using var client = api.ClientWith(services => services.AddSingleton<IValidator<CreateTag.Request>>(
            provider => new Looking<CreateTag.Request>(provider, async db => seen.AddRange(await db.Tags.CountAsync(Ct), await db.Accounts.CountAsync(Ct)))));
        var (rich, poor) = (await OpenAccountAsync("rich"), await OpenAccountAsync("poor"));

        Assert.Equal(HttpStatusCode.Created, await AskAsync(client, HttpMethod.Post, "/v2/tags", new { name = "of-the-rich" }, rich));
        Assert.Equal(HttpStatusCode.Created, await AskAsync(client, HttpMethod.Post, "/v2/tags", new { name = "of-the-poor" }, poor));
        Assert.Equal(HttpStatusCode.Created, await AskAsync(client, HttpMethod.Post, "/v2/tags", new { name = "another" }, rich));
        Assert.Equal([0, 1, 0, 1, 1, 1], seen);
    }

    [Fact]
    public async Task An_operators_route_sees_every_account()
    {
        var seen = new List<int>();
        var boss = await OpenAccountAsync("boss", isOperator: true);
        using var client = api.ClientWith(services => services.AddSingleton<IValidator<OpenAccount.Request>>(
            provider => new Looking<OpenAccount.Request>(provider, async db => seen.Add(await db.Accounts.CountAsync(Ct)))));

        await AskAsync(client, HttpMethod.Post, "/v2/accounts", new { name = "next", email = "next@example.com" }, boss);

        Assert.InRange(Assert.Single(seen), 3, int.MaxValue);
    }

    [Fact]
    public async Task What_a_request_starts_and_does_not_wait_for_keeps_the_callers_sight()
    {
        var answered = new TaskCompletionSource();
        Task<int>? later = null;
        using var client = api.ClientWith(services => services.AddSingleton<IValidator<CreateTag.Request>>(
            provider => new Looking<CreateTag.Request>(provider, db =>
            {
                later = CountAsync(provider, answered.Task);
                return Task.CompletedTask;
            })));

        await AskAsync(client, HttpMethod.Post, "/v2/tags", new { name = "left-running" });
        answered.SetResult();

        Assert.Equal(1, await later!);
    }

    [Fact]
    public async Task The_process_itself_sees_every_account()
    {
        await using var db = await api.Services.GetRequiredService<IDbContextFactory<CloudControlDb>>().CreateDbContextAsync(Ct);
        Assert.InRange(await db.Accounts.CountAsync(Ct), 2, int.MaxValue);
    }

    private Task<string> OpenAccountAsync(string name, bool isOperator = false) =>
        api.OpenAccountAsync(Account.Open(name, $"{name}@example.com", DateTimeOffset.UnixEpoch, isOperator));

    private async Task<HttpStatusCode> AskAsync(HttpClient client, HttpMethod method, string path, object body, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token ?? api.Token);
        using var answer = await client.SendAsync(request, Ct);
        return answer.StatusCode;
    }

    private static async Task<int> CountAsync(IServiceProvider services, Task after)
    {
        await after;
        await using var db = await services.GetRequiredService<IDbContextFactory<CloudControlDb>>().CreateDbContextAsync(Ct);
        return await db.Accounts.CountAsync(Ct);
    }

    /// <summary>Validates nothing: it stands where every request with such a body comes by, and looks around.</summary>
    private sealed class Looking<T> : AbstractValidator<T>
    {
        public Looking(IServiceProvider services, Func<CloudControlDb, Task> look) => RuleFor(body => body).CustomAsync(async (_, _, ct) =>
        {
            await using var db = await services.GetRequiredService<IDbContextFactory<CloudControlDb>>().CreateDbContextAsync(ct);
            await look(db);
        });
    }
}
