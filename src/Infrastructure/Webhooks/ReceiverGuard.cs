using System.Net;
using System.Net.Sockets;
using CloudControl.Domain;
using CloudControl.Domain.Webhooks;

namespace CloudControl.Infrastructure.Webhooks;

/// <summary>The receiver's address may not be connected to.</summary>
public sealed class ReceiverRefusedException() : Exception("the receiver's address is not allowed");

/// <summary>
/// Keeps webhooks from being a way into the operator's network. The URL is judged when it is registered, for the customer's sake,
/// and again at every connection, for ours: a name may point elsewhere by then. The addresses that were judged are the ones
/// connected to, with no second look-up in between.
/// </summary>
public sealed class ReceiverGuard(ReceiverAddresses addresses, IHostResolver resolver)
{
    private const int MaximumAddressesTried = 4;
    private static readonly TimeSpan ResolveTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleConnectionLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(1);
    private const int MaximumAnswerHeadersKib = 16;
    private const int MaximumAnswerDrainedBytes = 16 * 1024;

    /// <summary>Judges a URL as its owner wrote it.</summary>
    /// <returns>The URL, or <see cref="WebhookUrlRefused"/>.</returns>
    public async Task<Result<Uri>> JudgeAsync(string url, CancellationToken ct)
    {
        if (WhyMalformed(url, out var uri) is { } why)
        {
            return new WebhookUrlRefused(why);
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(ResolveTimeout);
        try
        {
            var resolved = await ResolveAsync(uri.IdnHost, timeout.Token);
            if (resolved.Count == 0)
            {
                return new WebhookUrlRefused("its host is not known");
            }

            return resolved.All(addresses.Allows) ? uri : new WebhookUrlRefused("its host is not on the public internet");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new WebhookUrlRefused("its host could not be looked up in time");
        }
    }

    /// <summary>A handler that connects to allowed addresses only: no proxy, no redirects, no cookies.</summary>
    public SocketsHttpHandler CreateHandler() => new()
    {
        ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, ct),
        ConnectTimeout = ConnectTimeout,
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        Credentials = null,
        PooledConnectionIdleTimeout = IdleConnectionLifetime,
        MaxResponseHeadersLength = MaximumAnswerHeadersKib,
        MaxResponseDrainSize = MaximumAnswerDrainedBytes,
        ResponseDrainTimeout = DrainTimeout,
    };

    private static string? WhyMalformed(string url, out Uri uri)
    {
        uri = null!;
        if (url.Length > Webhook.MaximumUrlLength)
        {
            return $"it is longer than {Webhook.MaximumUrlLength} characters";
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.HostNameType == UriHostNameType.Unknown || parsed.IdnHost.Length == 0)
        {
            return "it is not an absolute URL";
        }

        uri = parsed;
        return parsed switch
        {
            { Scheme: not ("http" or "https") } => "it is neither http nor https",
            { UserInfo.Length: > 0 } => "it holds credentials",
            { Fragment.Length: > 0 } => "it holds a fragment",
            { Port: 0 } => "its port is 0",
            _ => null,
        };
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint receiver, CancellationToken ct)
    {
        var resolved = await ResolveAsync(receiver.Host, ct);
        if (resolved.Count == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        // One refused address spoils them all: a receiver that is half inside is not a public one.
        if (!resolved.All(addresses.Allows))
        {
            throw new ReceiverRefusedException();
        }

        for (var i = 0; ; i++)
        {
            var socket = new Socket(resolved[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(resolved[i], receiver.Port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception e)
            {
                socket.Dispose();
                if (e is not SocketException || i + 1 >= Math.Min(resolved.Count, MaximumAddressesTried))
                {
                    throw;
                }
            }
        }
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct) =>
        IPAddress.TryParse(host, out var literal) ? [literal] : await resolver.ResolveAsync(host, ct);
}
