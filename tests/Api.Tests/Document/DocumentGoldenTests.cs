using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using CloudControl.Testing;

namespace CloudControl.Api.Tests.Document;

public sealed class DocumentGoldenTests(TestApi api) : IClassFixture<TestApi>
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_document_is_as_committed()
    {
        var document = await api.WithoutToken.Get("/swagger/v2/swagger.json").ShouldBeAsync(HttpStatusCode.OK);

        Golden.ShouldMatch(document.ToJsonString(Readable), "../Golden/openapi.json");
    }

    [Fact]
    public async Task Its_operations_are_named_and_grouped()
    {
        var document = await api.WithoutToken.Get("/swagger/v2/swagger.json").ShouldBeAsync(HttpStatusCode.OK);

        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(method => (Path: $"{method.Key} {path.Key}", method.Value!)));
        Assert.All(operations, operation => Assert.True(
            operation.Item2["operationId"] is not null && operation.Item2["summary"] is not null && operation.Item2["tags"]?.AsArray().Count == 1, operation.Path));
    }

    [Fact]
    public async Task The_page_to_try_it_out_needs_no_token()
    {
        using var page = await api.WithoutToken.Get("/swagger/index.html");

        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
    }
}
