using System.Text.Json;
using CloudControl.Testing;

namespace CloudControl.Api.Tests.Contract;

/// <summary>
/// Stands between a test's client and the API and holds every answer against the contract, and against our own document, whatever the
/// test itself looks at: documented status, shape of the body, errors with their three members, request id and rate limit in the headers.
/// </summary>
/// <param name="observed">Where answers that passed are noted.</param>
internal sealed class EveryAnswer(Observations observed) : DelegatingHandler
{
    private static readonly string[] Headers = ["x-request-id", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];

    /// <summary>Its 503 is a report, not an error.</summary>
    private const string Readiness = "/readyz";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var status = (int)response.StatusCode;
        var what = $"{request.Method} {request.RequestUri!.PathAndQuery} answered {status} {body}";

        foreach (var header in Headers)
        {
            Assert.True(response.Headers.Contains(header), $"{what}, without the header {header}");
        }

        if (status >= 400 && request.RequestUri.AbsolutePath != Readiness)
        {
            AssertError(response, body, what);
        }

        if (status == 204)
        {
            Assert.True(body.Length == 0, $"{what}: a 204 has no body");
        }

        if (ContractDocument.Digitalocean.FindOperation(request.Method.Method, request.RequestUri.AbsolutePath) is { } operation)
        {
            AssertDocumented(ContractDocument.Digitalocean, operation, response, body, $"{what}; the contract");
            observed.Note(operation, status);
        }

        // The committed document is behind while it is being written anew.
        if (!Golden.Writing && ContractDocument.Published.FindOperation(request.Method.Method, request.RequestUri.AbsolutePath) is { } published)
        {
            AssertDocumented(ContractDocument.Published, published, response, body, $"{what}; our document (`make golden`?)");
        }

        return response;
    }

    private static void AssertError(HttpResponseMessage response, string body, string what)
    {
        using var error = JsonDocument.Parse(body);
        if (!response.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/v2", StringComparison.Ordinal) && error.RootElement.TryGetProperty("status", out _))
        {
            Assert.True(error.RootElement.TryGetProperty("error_message", out _), $"{what}, which is no error of v1");
            return;
        }

        foreach (var member in new[] { "id", "message", "request_id" })
        {
            Assert.True(error.RootElement.TryGetProperty(member, out var text) && text.GetString() is { Length: > 0 }, $"{what}, without {member}");
        }

        Assert.Equal(response.Headers.GetValues("x-request-id").Single(), error.RootElement.GetProperty("request_id").GetString());
    }

    private static void AssertDocumented(ContractDocument document, ContractOperation operation, HttpResponseMessage response, string body, string what)
    {
        var documented = document.FindResponse(operation, (int)response.StatusCode);
        Assert.True(documented is not null, $"{what} does not have that status");
        if (ContractDocument.FindJson(documented.Value) is not { } json)
        {
            Assert.True(body.Length == 0, $"{what} has no body there");
            return;
        }

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var value = JsonDocument.Parse(body);
        var complaints = new SchemaCheck(document).Complaints(value.RootElement, json.GetProperty("schema"));
        Assert.True(complaints.Count == 0, $"{what} has another body:\n{string.Join('\n', complaints)}");
    }
}
