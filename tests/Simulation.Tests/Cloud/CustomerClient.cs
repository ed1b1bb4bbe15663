using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>A customer who knows the API's paths and waits for states, never for durations.</summary>
public sealed class CustomerClient(HttpClient http)
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    public HttpClient Http => http;

    /// <summary>Orders a droplet and waits until it is active.</summary>
    public async Task<long> CreateAsync(string name, string image = "debian-12-x64", Action<JsonObject>? more = null)
    {
        var id = await OrderAsync(name, image, more);
        await WaitForAsync($"/v2/droplets/{id}", "droplet", "active");
        return id;
    }

    /// <summary>Orders a droplet and does not wait.</summary>
    public async Task<long> OrderAsync(string name, string image = "debian-12-x64", Action<JsonObject>? more = null)
    {
        var order = new JsonObject { ["name"] = name, ["region"] = CloudUnderTest.Region, ["size"] = CloudUnderTest.Size, ["image"] = image };
        more?.Invoke(order);
        using var answer = await http.PostAsJsonAsync("/v2/droplets", order);
        return (await ReadAsync(answer, HttpStatusCode.Accepted)).GetProperty("droplet").GetProperty("id").GetInt64();
    }

    /// <summary>Destroys a droplet, with a query such as <c>?scrub=false</c>; the answer is the destroy action's path.</summary>
    public async Task<string> DestroyAsync(long id, string query = "")
    {
        using var answer = await http.DeleteAsync($"/v2/droplets/{id}{query}");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        return answer.Headers.Location!.PathAndQuery;
    }

    /// <summary>Posts a droplet action and waits until it completed.</summary>
    public async Task ActAsync(long id, object action)
    {
        using var answer = await http.PostAsJsonAsync($"/v2/droplets/{id}/actions", action);
        var actionId = (await ReadAsync(answer, HttpStatusCode.Created)).GetProperty("action").GetProperty("id").GetInt64();
        await WaitForAsync($"/v2/actions/{actionId}", "action", "completed");
    }

    /// <summary>Gets an object until its status is the wanted one.</summary>
    public async Task<JsonElement> WaitForAsync(string path, string member, string status)
    {
        using var limit = new CancellationTokenSource(WaitLimit);
        while (true)
        {
            var found = (await GetAsync(path)).GetProperty(member);
            var now = found.GetProperty("status").GetString();
            if (now == status)
            {
                return found;
            }

            Assert.False(limit.IsCancellationRequested, $"{path} is {now} and not {status} after {WaitLimit}");
            Assert.False(now == "errored", $"{path} ended as errored: {found}");
            await Task.Delay(PollInterval);
        }
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await http.GetAsync(path);
        return await ReadAsync(answer, HttpStatusCode.OK);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
