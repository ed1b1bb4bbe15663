using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using CloudControl.Workers.Engine;
using CloudControl.Workers.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudControl.Workers.Tests.Health;

/// <summary>Who gets past the door of the job engine's dashboard; behind it is whatever the engine has.</summary>
public sealed class EngineDashboardTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_operators_get_in_by_token_or_with_a_browser_and_nobody_elses_page_is_guarded()
    {
        await using var worker = await StartAsync();
        var (customer, oneOfUs) = (await TokenAsync(worker, isOperator: false), await TokenAsync(worker, isOperator: true));

        foreach (var path in new[] { "/hangfire", "/hangfire/jobs/enqueued", "/HANGFIRE/css" })
        {
            foreach (var stranger in new[] { null, new("Bearer", customer), Browser(customer), new("Basic", "not base64!"), new("Basic", "bm8gY29sb24=") })
            {
                using var refused = await AskAsync(worker, path, stranger);
                Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
                Assert.StartsWith("Basic", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            }

            foreach (var known in new AuthenticationHeaderValue[] { new("Bearer", oneOfUs), Browser(oneOfUs) })
            {
                using var answer = await AskAsync(worker, path, known);
                Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
            }
        }

        using var other = await AskAsync(worker, "/healthz", null);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("run:read", false)]
    [InlineData("metrics:read", true)]
    public async Task An_operator_s_token_must_be_for_reading_runs(string scope, bool isRefused)
    {
        await using var worker = await StartAsync();

        using var answer = await AskAsync(worker, "/hangfire", Browser(await TokenAsync(worker, isOperator: true, scope)));

        Assert.Equal(isRefused, answer.StatusCode == HttpStatusCode.Forbidden);
    }

    private static AuthenticationHeaderValue Browser(string token) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"operator:{token}")));

    private static async Task<HttpResponseMessage> AskAsync(WebApplication worker, string path, AuthenticationHeaderValue? authorization)
    {
        using var client = new HttpClient { BaseAddress = new Uri(worker.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = authorization;
        return await client.SendAsync(request, Ct);
    }

    private static async Task<string> TokenAsync(WebApplication worker, bool isOperator, params string[] scopes)
    {
        var account = Account.Open("someone", $"{Guid.NewGuid():n}@example.com", DateTimeOffset.UtcNow, isOperator);
        var (token, secret) = ApiToken.Issue(account.Id, "test", DateTimeOffset.UtcNow, scopes: scopes.Length > 0 ? new TokenScopes(scopes) : null);
        await using var scope = worker.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        db.AddRange(account, token);
        await db.SaveChangesAsync(Ct);
        return secret;
    }

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(TimeProvider.System).AddPersistence(database.ConnectionString)
            .AddSingleton<IRunDriver, NoDriver>().AddJobEngine(new EngineOptions(database.ConnectionString, Concurrency: 1));
        var app = builder.Build();
        app.MapGet("/healthz", () => "ok");
        app.MapEngineDashboard();
        await app.StartAsync(Ct);
        return app;
    }

    private sealed class NoDriver : IRunDriver
    {
        public Task DriveAsync(RunId run, CancellationToken ct) => Task.CompletedTask;
    }
}
