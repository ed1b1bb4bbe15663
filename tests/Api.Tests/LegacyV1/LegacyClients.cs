using System.Net;
using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.LegacyV1;

/// <summary>Calls as the clients of 2013 made them.</summary>
internal static class LegacyClients
{
    /// <summary>A GET with credentials in its query.</summary>
    public static async Task<JsonNode> LegacyAsync(this TestApi api, string call, HttpStatusCode status = HttpStatusCode.OK, string? token = null)
    {
        var separator = call.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return await api.WithoutToken.Get($"{call}{separator}client_id=anyone&api_key={token ?? api.Token}").ShouldBeAsync(status);
    }

    public static async Task<JsonNode> LegacyOkAsync(this TestApi api, string call)
    {
        var answer = await api.LegacyAsync(call);
        Assert.True(answer["status"]!.GetValue<string>() == "OK", $"{call}: {answer}");
        return answer;
    }

    public static async Task LegacyErrorAsync(this TestApi api, string call, string message)
    {
        var answer = await api.LegacyAsync(call);
        Assert.Equal("ERROR", answer["status"]!.GetValue<string>());
        Assert.Equal(message, answer["error_message"]!.GetValue<string>());
        Assert.Equal(message, answer["message"]!.GetValue<string>());
    }
}
