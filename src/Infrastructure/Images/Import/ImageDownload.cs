using System.Net;
using System.Net.Sockets;
using CloudControl.Domain;
using CloudControl.Domain.Images;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Webhooks;

namespace CloudControl.Infrastructure.Images.Import;

/// <summary>
/// Fetches what a customer's URL leads to. The customer chooses the URL and we make the request from inside the operator's network, so
/// it goes through the same guard as webhooks do, and every redirect like the URL itself: judged, and connected to at the judged address.
/// </summary>
public sealed class ImageDownload(ReceiverGuard guard, ImportOptions options) : IDisposable
{
    private const int PieceBytes = 1 << 20;
    private const string UserAgent = "CloudControl-Images/1.0";

    private readonly HttpClient client = new(guard.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Writes the body to the file. Never fails for what a server does.</summary>
    /// <returns>Null; or <see cref="ImageUrlRefused"/>, <see cref="ImageNotFetched"/>, <see cref="ImageUnusable"/>.</returns>
    internal async Task<Error?> RunAsync(string url, StagedFile target, CancellationToken ct)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            return await FollowAsync(url, target, stall);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new ImageNotFetched($"its server sent nothing for {options.StallLimit.TotalSeconds:0} seconds") { MayPass = true };
        }
        catch (HttpRequestException e)
        {
            return e.InnerException is ReceiverRefusedException
                ? new ImageUrlRefused("its host is not on the public internet")
                : new ImageNotFetched(ReceiverFailures.Describe(e, "its server")) { MayPass = true };
        }
        catch (IOException e) when (e is HttpIOException || e.InnerException is SocketException)   // and not a full disk of ours
        {
            return new ImageNotFetched("its server broke off") { MayPass = true };
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<Error?> FollowAsync(string url, StagedFile target, CancellationTokenSource stall)
    {
        var next = url;
        for (var followed = 0; followed <= options.MaximumRedirects; followed++)
        {
            stall.CancelAfter(options.StallLimit);
            var judged = await guard.JudgeAsync(next, stall.Token);
            if (judged.Value is not { } address)
            {
                return new ImageUrlRefused(judged.Error is WebhookUrlRefused refused ? refused.Why : "it cannot be judged");
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "user-agent", UserAgent } } };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stall.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return await ReceiveAsync(answer.Content, target, stall);
            }

            if ((int)answer.StatusCode is not (>= 300 and < 400) || answer.Headers.Location is not { } location)
            {
                return new ImageNotFetched($"its server answered {(int)answer.StatusCode}") { MayPass = (int)answer.StatusCode is 429 or >= 500 };
            }

            var redirected = new Uri(address, location);
            if (address.Scheme == Uri.UriSchemeHttps && redirected.Scheme != Uri.UriSchemeHttps)
            {
                return new ImageUrlRefused("it redirects from https to something less");
            }

            next = redirected.GetLeftPart(UriPartial.Query);
        }

        return new ImageNotFetched($"its server redirected more than {options.MaximumRedirects} times");
    }

    private async Task<Error?> ReceiveAsync(HttpContent content, StagedFile target, CancellationTokenSource stall)
    {
        // A page that says "not found" with a 200, or asks for a password, is the commonest image that is none.
        if (content.Headers.ContentType?.MediaType is "text/html")
        {
            return new ImageUnusable("its server answered with a web page");
        }

        if (content.Headers.ContentLength > options.MaximumBytes)
        {
            return TooLong();
        }

        await using var body = await content.ReadAsStreamAsync(stall.Token);
        var piece = new byte[PieceBytes];
        long length = 0;
        while (true)
        {
            stall.CancelAfter(options.StallLimit);
            var read = await body.ReadAsync(piece, stall.Token);
            if (read == 0)
            {
                return null;
            }

            if (length + read > options.MaximumBytes)
            {
                return TooLong();
            }

            target.Write(length, piece.AsSpan(0, read));
            length += read;
        }
    }

    private ImageUnusable TooLong() => new($"it is longer than {options.MaximumBytes} bytes");
}
