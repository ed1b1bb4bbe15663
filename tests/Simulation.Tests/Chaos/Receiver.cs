using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// Receives webhooks at an address that stays, and remembers what it took. It is cut off now and then without a word to whoever was
/// sending; what it had not answered by then it may be sent again.
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> taken = new();
    private WebApplication? app;
    private int port;

    public string Url => $"http://127.0.0.1:{port}/hook";

    /// <summary>Messages by id, with how often each was taken.</summary>
    public IReadOnlyDictionary<string, int> Taken => taken;

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.Run(TakeAsync);
        await app.StartAsync();
        port = new Uri(app.Urls.Single()).Port;
    }

    /// <summary>Cuts off everybody at once.</summary>
    public async Task CutOffAsync()
    {
        await app!.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await CutOffAsync();
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        taken.AddOrUpdate(context.Request.Headers["webhook-id"].ToString(), 1, (_, times) => times + 1);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
