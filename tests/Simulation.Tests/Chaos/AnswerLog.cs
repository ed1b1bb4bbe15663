using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What one request came to.</summary>
/// <param name="Request">Method and path.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Took">How long its answer took.</param>
/// <param name="Status">The answer's status; null when there was none.</param>
/// <param name="Flaw">What is wrong with it whatever happens to the cloud; null when nothing is.</param>
internal sealed record Answer(string Request, DateTimeOffset SentAt, TimeSpan Took, int? Status, string? Flaw);

/// <summary>
/// Keeps every answer of the API, and judges it: there is one within <see cref="Patience"/>, it is never a 500, and a 503 is in the
/// contract's error shape and says when to come back.
/// </summary>
internal sealed class AnswerLog
{
    /// <summary>Time-outs of a database that does not answer, and a machine that is busy with other things.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<Answer> answers = new();

    public IReadOnlyList<Answer> All => [.. answers];

    public int Succeeded => answers.Count(a => a.Status < 300);

    public IReadOnlyList<string> Flaws => [.. answers.Where(a => a.Flaw is not null).Select(a => $"{a.SentAt:HH:mm:ss.fff} {a.Request}: {a.Flaw} after {a.Took.TotalSeconds:0.0} s")];

    public HttpClient ClientOf(string address, string token) => new(new Listening(answers))
    {
        BaseAddress = new Uri(address),
        Timeout = Patience,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private static async Task<string?> FlawOfAsync(HttpResponseMessage answer)
    {
        var status = (int)answer.StatusCode;
        if (status < 500)
        {
            return null;
        }

        var text = await answer.Content.ReadAsStringAsync();
        return status == 503 && answer.Headers.RetryAfter?.Delta > TimeSpan.Zero && IsErrorView(text) ? null : $"{status} {answer.Headers.RetryAfter} {text}";
    }

    private static bool IsErrorView(string text)
    {
        try
        {
            var error = JsonDocument.Parse(text).RootElement;
            return error.GetProperty("id").GetString() == "service_unavailable" && error.GetProperty("message").GetString()!.Length > 0
                && error.GetProperty("request_id").GetString()!.Length > 0;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return false;
        }
    }

    private sealed class Listening(ConcurrentQueue<Answer> answers) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (sentAt, watch, what) = (DateTimeOffset.UtcNow, Stopwatch.StartNew(), $"{request.Method} {request.RequestUri!.PathAndQuery}");
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                answers.Enqueue(new Answer(what, sentAt, watch.Elapsed, (int)answer.StatusCode, await FlawOfAsync(answer)));
                return answer;
            }
            catch (HttpRequestException)
            {
                answers.Enqueue(new Answer(what, sentAt, watch.Elapsed, null, null));     // whether that may be, the test knows
                throw;
            }
            catch (OperationCanceledException)
            {
                answers.Enqueue(new Answer(what, sentAt, watch.Elapsed, null, "no answer"));
                throw;
            }
        }
    }
}
