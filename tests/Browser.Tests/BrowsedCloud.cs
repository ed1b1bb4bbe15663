using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Npgsql;

namespace CloudControl.Browser.Tests;

/// <summary>
/// A whole cloud on a real loopback port, with one host and an operator's token, and a browser to look at it:
/// <c>IClassFixture&lt;BrowsedCloud&gt;</c>. Without Chromium nothing is started, and its pages skip their tests.
/// </summary>
public sealed class BrowsedCloud(PostgresServer server, Chromium chromium) : IAsyncLifetime
{
    public const string HostName = "nyc3-01";

    private const int HostDiskGib = 128;

    private readonly TestDatabase database = new(server);
    private readonly string root = Directory.CreateTempSubdirectory("cloudcontrol-test-").FullName;
    private WebApplication? api;
    private WebApplication? workers;

    /// <summary>The operator's token.</summary>
    public string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!Chromium.IsInstalled)
        {
            return;
        }

        await database.InitializeAsync();
        Token = await OpenAccountAsync();
        string[] common =
        [
            "--environment", "Development", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning",
            "--ConnectionStrings:CloudControl", database.ConnectionString,
        ];
        workers = Workers.Program.Build(
            [.. common, "--Storage:Root", Path.Combine(root, "hosts"), "--Storage:Hosts", HostName, "--Storage:DiskGib", $"{HostDiskGib}"]);
        await workers.StartAsync();
        api = Api.Program.Build(common);
        await api.StartAsync();
    }

    /// <summary>Opens an empty page in a window of its own; skips the test where there is no browser.</summary>
    public async Task<WatchedPage> OpenPageAsync(int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipUnless(Chromium.IsInstalled, "Chromium is not installed");
        var context = await chromium.OpenAsync(new BrowserNewContextOptions
        {
            BaseURL = api!.Urls.Single(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
        });
        return await WatchedPage.OpenAsync(context);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { api, workers }.OfType<WebApplication>())
        {
            await process.StopAsync();
            await process.DisposeAsync();
        }

        await database.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    private async Task<string> OpenAccountAsync()
    {
        var account = Account.Open("Ada", "ada@example.com", DateTimeOffset.UtcNow, isOperator: true);
        var (token, secret) = ApiToken.Issue(account.Id, "browser", DateTimeOffset.UtcNow);
        await using var dataSource = NpgsqlDataSource.Create(database.ConnectionString);
        await using var db = PersistenceServices.Open(dataSource);
        db.AddRange(account, token);
        await db.SaveChangesAsync();
        return secret;
    }
}
