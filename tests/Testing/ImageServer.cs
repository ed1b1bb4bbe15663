using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CloudControl.Testing;

/// <summary>A web server on loopback that images are fetched from: one answer for each path, 404 for the others.</summary>
public sealed class ImageServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ImageServer(WebApplication app) => this.app = app;

    /// <summary>Its address, without a slash at its end.</summary>
    public string Url => app.Urls.Single();

    /// <summary>Requests that came in, whatever they asked for.</summary>
    public int Requests { get; private set; }

    /// <param name="answers">A path, such as <c>/disk.raw</c>, and what is answered there.</param>
    public static async Task<ImageServer> StartAsync(params (string Path, Func<HttpContext, Task> Answer)[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new ImageServer(builder.Build());
        server.app.Run(context =>
        {
            server.Requests++;
            var found = answers.FirstOrDefault(answer => answer.Path == context.Request.Path);
            context.Response.StatusCode = found.Answer is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            return found.Answer?.Invoke(context) ?? Task.CompletedTask;
        });
        await server.app.StartAsync();
        return server;
    }

    /// <summary>A server with one image, at <c>/image</c>.</summary>
    public static Task<ImageServer> WithAsync(byte[] image) => StartAsync(("/image", Bytes(image)));

    /// <summary>Answers with these bytes and says how many there are.</summary>
    public static Func<HttpContext, Task> Bytes(byte[] body, string type = "application/octet-stream") => async context =>
    {
        (context.Response.ContentType, context.Response.ContentLength) = (type, body.Length);
        await context.Response.Body.WriteAsync(body);
    };

    /// <summary>Sends the client elsewhere.</summary>
    public static Func<HttpContext, Task> Redirect(string location) => context =>
    {
        (context.Response.StatusCode, context.Response.Headers.Location) = (StatusCodes.Status302Found, location);
        return Task.CompletedTask;
    };

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
