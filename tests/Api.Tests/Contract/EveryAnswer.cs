using System.Text.Json;

namespace CloudControl.Api.Tests.Contract;

/// <summary>
/// Stands between a test's client and the API and holds every answer against the contract, whatever the test itself looks at:
/// documented status, shape of the body, errors with their three members, request id and rate limit in the headers.
/// </summary>
/// <param name="observed">Where answers that passed are noted.</param>
internal sealed class EveryAnswer(Observations observed) : DelegatingHandler
{
    private static readonly string[] Headers = ["x-request-id", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"];

    /// <summary>Its 503 is a report, not an error.</summary>
    private const string Readiness = "/readyz";

    private static ContractDocument Contract => ContractDocument.Digitalocean;

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

        if (Contract.FindOperation(request.Method.Method, request.RequestUri.AbsolutePath) is { } operation)
        {
            AssertDocumented(operation, response, body, what);
            observed.Note(operation, status);
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

    private static void AssertDocumented(ContractOperation operation, HttpResponseMessage response, string body, string what)
    {
        var documented = Contract.FindResponse(operation, (int)response.StatusCode);
        Assert.True(documented is not null, $"{what}, a status the contract does not document");
        if (!documented.Value.TryGetProperty("content", out var content) || !content.TryGetProperty("application/json", out var json))
        {
            Assert.True(body.Length == 0, $"{what}, a body where the contract documents none");
            return;
        }

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        using var value = JsonDocument.Parse(body);
        var complaints = new SchemaCheck(Contract).Complaints(value.RootElement, json.GetProperty("schema"));
        Assert.True(complaints.Count == 0, $"{what}, which breaks the contract:\n{string.Join('\n', complaints)}");
    }
}
