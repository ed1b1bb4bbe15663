using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudControl.Api.Tests.LegacyV1;

/// <summary>v1's credentials are in the query, where servers like to log them.</summary>
public sealed class LegacyLogTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task No_line_of_any_log_shows_a_key_even_when_everything_is_logged()
    {
        using var lines = new Lines();
        using var client = api.ClientWith(services => services.AddLogging(logging => logging.ClearProviders().AddProvider(lines)), ("Logging:LogLevel:Default", "Trace"));

        await client.Get($"/droplets?client_id=whoever&api_key={api.Token}").ShouldBeAsync(System.Net.HttpStatusCode.OK);
        await client.Get($"/droplets/new?name=x&client_id=whoever&api_key={api.Token}").ShouldBeAsync(System.Net.HttpStatusCode.OK);

        Assert.NotEmpty(lines.All);
        Assert.DoesNotContain(lines.All, line => line.Contains(api.Token, StringComparison.Ordinal) || line.Contains("whoever", StringComparison.Ordinal));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> all = new();

        public IReadOnlyCollection<string> All => all;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            all.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            all.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
