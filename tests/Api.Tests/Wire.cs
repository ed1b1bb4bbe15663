using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests;

/// <summary>Requests and answers as tests write them: JSON as text, sent exactly as it stands.</summary>
internal static class Wire
{
    public static Task<HttpResponseMessage> Get(this HttpClient client, string path) => client.Send(HttpMethod.Get, path);

    public static Task<HttpResponseMessage> Post(this HttpClient client, string path, string json) => client.Send(HttpMethod.Post, path, json);

    public static Task<HttpResponseMessage> Put(this HttpClient client, string path, string json) => client.Send(HttpMethod.Put, path, json);

    public static Task<HttpResponseMessage> Delete(this HttpClient client, string path, string? json = null) =>
        client.Send(HttpMethod.Delete, path, json);

    public static async Task<HttpResponseMessage> Send(this HttpClient client, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The body of an answer that must have this status.</summary>
    public static async Task<JsonNode> ShouldBeAsync(this Task<HttpResponseMessage> answer, HttpStatusCode status)
    {
        using var response = await answer;
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == status, $"expected {(int)status}, got {(int)response.StatusCode}: {body}");
        return body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!;
    }

    /// <summary>Asserts an error's status, id and message.</summary>
    public static async Task ShouldBeErrorAsync(this Task<HttpResponseMessage> answer, HttpStatusCode status, string id, string? message = null)
    {
        var error = await answer.ShouldBeAsync(status);
        Assert.Equal(id, error["id"]!.GetValue<string>());
        if (message is not null)
        {
            Assert.Equal(message, error["message"]!.GetValue<string>());
        }
    }
}
