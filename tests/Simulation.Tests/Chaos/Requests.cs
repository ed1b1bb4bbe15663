using System.Net.Http.Json;
using System.Text.Json;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// What a customer asks of the API. The answer is its status and its body, or the number at the end of its <c>Location</c>; the status is
/// null when no answer came. Who was refused takes a breath before the next.
/// </summary>
internal sealed class Requests(HttpClient http)
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    public HttpClient Http => http;

    public Task<(int? Status, JsonElement Answer)> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<(int? Status, JsonElement Answer)> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    public Task<(int? Status, JsonElement Answer)> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    private async Task<(int? Status, JsonElement Answer)> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        try
        {
            using var answer = await http.SendAsync(request);
            var status = (int)answer.StatusCode;
            if (status >= 400)
            {
                await Task.Delay(Breath);
                return (status, default);
            }

            var text = answer.Headers.Location is { } location ? location.OriginalString.Split('/')[^1] : await answer.Content.ReadAsStringAsync();
            return (status, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            await Task.Delay(Breath);
            return (null, default);
        }
    }
}
