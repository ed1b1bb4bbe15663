using System.Net;
using System.Net.Http.Headers;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Metrics;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using CloudControl.Workers.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudControl.Workers.Tests.Health;

public sealed class WorkerMetricsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task Only_an_operator_s_token_opens_it(bool? isOperator, HttpStatusCode status)
    {
        await using var worker = await StartAsync(open: false);

        using var answer = await AskAsync(worker, isOperator is { } known ? await TokenAsync(worker, known) : "nobody-s");

        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("metrics:read", HttpStatusCode.OK)]
    [InlineData("run:read", HttpStatusCode.Forbidden)]
    public async Task An_operator_s_token_must_be_for_it(string scope, HttpStatusCode status)
    {
        await using var worker = await StartAsync(open: false);

        using var answer = await AskAsync(worker, await TokenAsync(worker, isOperator: true, scope));

        Assert.Equal(status, answer.StatusCode);
        var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(status == HttpStatusCode.Forbidden, said.Contains("metrics:read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_tells_of_the_runs_this_process_ended()
    {
        await using var worker = await StartAsync(open: true);
        worker.Services.GetRequiredService<RunMetrics>().Ended("create-droplet.v1", "done");
        worker.Services.GetRequiredService<RunMetrics>().Ended("create-droplet.v1", "done");

        using var answer = await AskAsync(worker, token: null);
        var samples = Exposition.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Samples;

        Assert.Equal(2, samples["""cloudcontrol_runs_ended_total{pipeline="create-droplet.v1",status="done"}"""]);
        Assert.Equal(1, samples["cloudcontrol_database_up"]);
    }

    private async Task<WebApplication> StartAsync(bool open)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(TimeProvider.System).AddPersistence(database.ConnectionString).AddMetricsPage(new MetricsSettings { Open = open });
        var app = builder.Build();
        app.MapWorkerMetrics();
        await app.StartAsync();
        return app;
    }

    private static async Task<string> TokenAsync(WebApplication worker, bool isOperator, params string[] scopes)
    {
        var account = Account.Open("scraper", $"{Guid.NewGuid():n}@example.com", DateTimeOffset.UtcNow, isOperator);
        var (token, secret) = ApiToken.Issue(account.Id, "test", DateTimeOffset.UtcNow, scopes: scopes.Length > 0 ? new TokenScopes(scopes) : null);
        await using var scope = worker.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CloudControlDb>();
        db.AddRange(account, token);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return secret;
    }

    private static async Task<HttpResponseMessage> AskAsync(WebApplication worker, string? token)
    {
        using var client = new HttpClient { BaseAddress = new Uri(worker.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await client.GetAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
    }
}
