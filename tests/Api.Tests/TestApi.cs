using System.Net.Http.Headers;
using CloudControl.Api.Tests.Contract;
using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CloudControl.Api.Tests;

/// <summary>
/// The API over HTTP on a database of its own, with an account that has a token, and a stranger's account that has another:
/// <c>IClassFixture&lt;TestApi&gt;</c>. Every answer its clients get is held against the contract.
/// </summary>
public sealed class TestApi(PostgresServer server) : IAsyncLifetime
{
    private readonly TestDatabase database = new(server);
    private readonly List<WebApplicationFactory<Program>> started = [];
    private NpgsqlDataSource? dataSource;
    private WebApplicationFactory<Program>? api;

    /// <summary>The account that <see cref="Client"/> speaks for.</summary>
    public Account Account { get; } = Account.Open("tenant", "tenant@example.com", TimeProvider.System.GetUtcNow());

    public string Token { get; private set; } = "";

    public string StrangersToken { get; private set; } = "";

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Another account's client.</summary>
    public HttpClient Stranger { get; private set; } = null!;

    public HttpClient WithoutToken { get; private set; } = null!;

    /// <summary>What the contract's operations answered to all clients of this fixture.</summary>
    internal Observations Observed { get; } = new();

    public IServiceProvider Services => api!.Services;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        var stranger = Account.Open("stranger", "stranger@example.com", TimeProvider.System.GetUtcNow());
        Token = await OpenAccountAsync(Account);
        StrangersToken = await OpenAccountAsync(stranger);
        api = Start();
        (Client, Stranger, WithoutToken) = (ClientOf(api, Token), ClientOf(api, StrangersToken), ClientOf(api, null));
    }

    /// <summary>A database context of the test's own: what it writes, the API finds, as if a worker had done it.</summary>
    public CloudControlDb OpenDb() => PersistenceServices.Open(dataSource!);

    /// <summary>A client of another API process on the same database, with settings of its own.</summary>
    public HttpClient ClientWith(params (string Key, string Value)[] settings) => ClientOf(Start(settings), Token);

    /// <summary>As the other, with services of the test's beside the process's own.</summary>
    public HttpClient ClientWith(Action<IServiceCollection> services, params (string Key, string Value)[] settings) =>
        ClientOf(Start(settings, services), Token);

    /// <summary>Stores the account with a new token, and returns that token.</summary>
    public async Task<string> OpenAccountAsync(Account account)
    {
        var (token, secret) = ApiToken.Issue(account.Id, "test", TimeProvider.System.GetUtcNow());
        await using var db = OpenDb();
        db.AddRange(account, token);
        await db.SaveChangesAsync();
        return secret;
    }

    /// <summary>A client with a token of one's own, or none.</summary>
    public HttpClient ClientFor(string? token) => ClientOf(api!, token);

    /// <summary>A client for answers that do not end: nothing waits for their end to hold them against the contract.</summary>
    public HttpClient StreamingClient(string token, params (string Key, string Value)[] settings) => StreamingProcess(token, settings).Client;

    /// <summary>As <see cref="StreamingClient"/>, on an API process of its own that the test may stop.</summary>
    public (HttpClient Client, IHostApplicationLifetime Process) StreamingProcess(string token, params (string Key, string Value)[] settings)
    {
        var own = Start(settings);
        var client = own.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (client, own.Services.GetRequiredService<IHostApplicationLifetime>());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var api in started)
        {
            await api.DisposeAsync();
        }

        if (dataSource is not null)
        {
            await dataSource.DisposeAsync();
        }

        await database.DisposeAsync();
    }

    private WebApplicationFactory<Program> Start((string Key, string Value)[]? settings = null, Action<IServiceCollection>? services = null)
    {
#pragma warning disable CA2000 // the factories are disposed with the fixture
        var api = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Production");
            web.UseSetting("ConnectionStrings:CloudControl", database.ConnectionString);
            web.UseSetting("Logging:LogLevel:Default", "Warning");
            web.UseSetting("RateLimits:Enabled", "false");     // tests ask more of one account than a customer may
            web.ConfigureServices(more => services?.Invoke(more));
            foreach (var (key, value) in settings ?? [])
            {
                web.UseSetting(key, value);
            }
        });
#pragma warning restore CA2000
        started.Add(api);
        return api;
    }

    private HttpClient ClientOf(WebApplicationFactory<Program> api, string? token)
    {
        var client = api.CreateDefaultClient(new EveryAnswer(Observed));
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
