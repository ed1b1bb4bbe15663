using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudControl.Workers.Tests.WebhookDelivery;

/// <summary>What a receiver was sent.</summary>
public sealed record Received(string Id, string Timestamp, string Signature, string ContentType, string UserAgent, string Body, DateTimeOffset At);

/// <summary>A real receiver on loopback that answers as the test says, and remembers what it was sent.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = new();

    private Receiver(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    public IReadOnlyList<Received> All => [.. received];

    /// <param name="answer">Gets the answer to fill and the number of the message, from 1.</param>
    public static async Task<Receiver> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver.app.Run(context => receiver.TakeAsync(context, answer));
        await receiver.app.StartAsync();
        receiver.Url = receiver.app.Urls.Single() + "/hook";
        return receiver;
    }

    /// <summary>A receiver that always answers with one status.</summary>
    public static Task<Receiver> AnsweringAsync(int status) => StartAsync((context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    /// <summary>Waits until so many messages came.</summary>
    public async Task<IReadOnlyList<Received>> WaitForAsync(int count)
    {
        await Eventually.TrueAsync(() => Task.FromResult(received.Count >= count), Patience, () => $"{received.Count} of {count} messages came");
        return All;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, Func<HttpContext, int, Task> answer)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers;
        received.Enqueue(new Received(
            headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, headers.ContentType!, headers.UserAgent!, body,
            DateTimeOffset.UtcNow));
        await answer(context, received.Count);
    }
}

/// <summary>Waits for a state, never for a duration.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, Func<string> otherwise)
    {
        var deadline = DateTimeOffset.UtcNow + patience;
        while (!await condition())
        {
            Assert.True(DateTimeOffset.UtcNow < deadline, otherwise());
            await Task.Delay(Look, TestContext.Current.CancellationToken);
        }
    }
}
