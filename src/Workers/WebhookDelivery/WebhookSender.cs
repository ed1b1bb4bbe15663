using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using CloudControl.Infrastructure.Webhooks;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>
/// A message to one receiver. Its id is the same on every attempt, so that the receiver can tell a repetition; each secret signs,
/// the current one first.
/// </summary>
public sealed record WebhookMessage(Uri Receiver, string Id, string Body, IReadOnlyList<string> Secrets);

/// <summary>What came of an attempt.</summary>
/// <param name="StatusCode">The answer's status; null when none came.</param>
/// <param name="Error">Null when the receiver took it; else why not, for the webhook's owner.</param>
/// <param name="RetryAfter">How long the receiver asks us to wait; null when it does not.</param>
public sealed record AttemptResult(int? StatusCode, string? Error, TimeSpan? RetryAfter = null);

/// <summary>Makes one attempt: signs, sends, and reads no more of the answer than its headers.</summary>
public sealed class WebhookSender(ReceiverGuard guard, WebhookDeliveryOptions options, TimeProvider clock) : IDisposable
{
    private const string UserAgent = "CloudControl-Webhooks/1.0";

    private readonly HttpClient client = new(guard.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Never fails for what a receiver does; cancelled only with <paramref name="ct"/>.</summary>
    public async Task<AttemptResult> SendAsync(WebhookMessage message, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.AttemptLimit);
        try
        {
            using var request = RequestOf(message);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return Judge((int)answer.StatusCode, answer.Headers.RetryAfter);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new AttemptResult(null, string.Create(CultureInfo.InvariantCulture, $"no answer within {options.AttemptLimit.TotalSeconds:0.#} seconds"));
        }
        catch (HttpRequestException e)
        {
            return new AttemptResult(null, ReceiverFailures.Describe(e, "the receiver"));
        }
    }

    public void Dispose() => client.Dispose();

    private HttpRequestMessage RequestOf(WebhookMessage message)
    {
        var now = clock.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, message.Receiver)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(message.Body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Add("user-agent", UserAgent);
        request.Headers.Add(WebhookSignature.IdHeader, message.Id);
        request.Headers.Add(WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.HeaderOf(message.Id, now, message.Body, message.Secrets));
        return request;
    }

    private AttemptResult Judge(int status, RetryConditionHeaderValue? retryAfter) => status switch
    {
        >= 200 and < 300 => new AttemptResult(status, null),
        >= 300 and < 400 => new AttemptResult(status, $"the receiver answered {status}; redirects are not followed", WaitOf(retryAfter)),
        _ => new AttemptResult(status, $"the receiver answered {status}", WaitOf(retryAfter)),
    };

    private TimeSpan? WaitOf(RetryConditionHeaderValue? retryAfter) => retryAfter?.Delta ?? (retryAfter?.Date - clock.GetUtcNow());
}
