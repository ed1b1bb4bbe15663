using System.Collections.Concurrent;
using CloudControl.Testing;
using Microsoft.Playwright;

namespace CloudControl.Browser.Tests;

/// <summary>A page whose complaints are remembered: errors on its console, policy violations among them, and what its scripts threw.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    /// <summary>For any one thing to appear: long, since a busy machine is no reason to fail.</summary>
    private const int PatienceMilliseconds = 60_000;

    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> complaints = new();

    private WatchedPage(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.SetDefaultTimeout(PatienceMilliseconds);
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
    }

    public IPage Page { get; }

    /// <summary>What went wrong so far, in the browser's words.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    public static async Task<WatchedPage> OpenAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    /// <summary>Saves what is on the page for people to look at: <c>artifacts/screenshots/NAME.png</c>.</summary>
    public Task SaveScreenshotAsync(string name, bool fullPage = false) => Page.ScreenshotAsync(new PageScreenshotOptions
    {
        Path = RepositoryRoot.Combine("artifacts", "screenshots", name + ".png"),
        FullPage = fullPage,
        Animations = ScreenshotAnimations.Disabled,
    });

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
