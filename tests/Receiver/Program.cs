using System.Globalization;
using System.Net;

namespace CloudControl.Receiver;

/// <summary>
/// A customer's receiver of webhooks as a process of its own, to be killed: <c>receiver PORT FILE</c>. What it took is in the file, an
/// id a line, before whoever sent it is told so; what it took and could not say any more, it is sent again.
/// </summary>
public sealed class Program
{
    private const int LongestId = 128;

    private Program()
    {
    }

    public static async Task Main(string[] args)
    {
        var port = int.Parse(args[0], CultureInfo.InvariantCulture);
        await using var taken = new FileStream(args[1], FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var oneAtATime = new Lock();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            var id = context.Request.Headers["webhook-id"].ToString();
            if (id.Length is 0 or > LongestId)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            lock (oneAtATime)
            {
                taken.Write(System.Text.Encoding.ASCII.GetBytes(id + "\n"));
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        await app.RunAsync();
    }
}
