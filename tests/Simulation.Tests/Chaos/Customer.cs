using System.Net.Http.Json;
using System.Text.Json;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// A customer who does what comes to mind and believes what the API says: orders droplets, acts on them, destroys them, whatever
/// happens to the cloud meanwhile. Writes down what was promised, for <see cref="Promises"/>.
/// </summary>
internal sealed class Customer(string name, HttpClient http, Random random, Promises promises)
{
    private const int MostDroplets = 10;

    /// <summary>Where former tenants were everywhere, a scrub writes and reads the whole disk.</summary>
    private const int ScrubsOneIn = 4;

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private readonly List<long> mine = [];
    private int wishes;

    public HttpClient Http => http;

    public Promises Promises => promises;

    /// <summary>Goes on until it is enough; a request under way is waited for.</summary>
    public async Task LiveAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            await (mine.Count == 0 ? OrderAsync() : random.Next(10) switch
            {
                < 4 when mine.Count < MostDroplets => OrderAsync(),
                < 7 => ActAsync(mine[random.Next(mine.Count)]),
                7 => SendAsync(HttpMethod.Get, $"/v2/droplets/{mine[random.Next(mine.Count)]}", null),
                _ => DestroyAsync(random.Next(mine.Count)),
            });
        }
    }

    /// <summary>Orders a droplet; null when nobody promised one.</summary>
    public async Task<long?> OrderAsync()
    {
        var wish = $"{name}-{wishes++}";
        var image = random.Next(4) == 0 ? "debian-12-x64" : Promises.Blank;
        var order = new { name = wish, region = ProcessCloud.Region, size = ProcessCloud.Small, image };
        var (status, answer) = await SendAsync(HttpMethod.Post, "/v2/droplets", order);
        if (status is null or >= 500)
        {
            Promises.Unanswered(wish);
        }

        if (status != 202)
        {
            return null;
        }

        var id = answer.GetProperty("droplet").GetProperty("id").GetInt64();
        Promises.Droplet(id, wish, image == Promises.Blank);
        Promises.Action(answer.GetProperty("links").GetProperty("actions")[0].GetProperty("id").GetInt64());
        mine.Add(id);
        return id;
    }

    private async Task ActAsync(long droplet)
    {
        object action = random.Next(8) switch
        {
            0 => new { type = "rename", name = $"{name}-renamed-{wishes++}" },
            1 => new { type = "rebuild", image = "debian-12-x64" },
            2 => new { type = "snapshot", name = $"{name}-snapshot-{wishes++}" },
            3 => new { type = "resize", size = ProcessCloud.Large, disk = true },
            4 => new { type = "power_on" },
            5 => new { type = "power_cycle" },
            6 => new { type = "reboot" },
            _ => new { type = "power_off" },
        };
        if (action.ToString()!.Contains("rebuild", StringComparison.Ordinal))
        {
            Promises.Written(droplet);
        }

        var (status, answer) = await SendAsync(HttpMethod.Post, $"/v2/droplets/{droplet}/actions", action);
        if (status == 201)
        {
            Promises.Action(answer.GetProperty("action").GetProperty("id").GetInt64());
        }
    }

    private async Task DestroyAsync(int which)
    {
        var droplet = mine[which];
        Promises.Doomed(droplet);
        var (status, answer) = await SendAsync(HttpMethod.Delete, $"/v2/droplets/{droplet}?scrub={(random.Next(ScrubsOneIn) == 0 ? "true" : "false")}", null);
        if (status is 204 or 404)
        {
            mine.RemoveAt(which);     // a 404: an earlier try, whose answer was lost, has done it
        }

        if (status == 204)
        {
            Promises.Destroyed(droplet, answer.GetInt64());
        }
    }

    /// <summary>The answer's status and body, or the number at the end of its Location; null when no answer came.</summary>
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
            return (status, JsonDocument.Parse(text).RootElement);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            await Task.Delay(Breath);
            return (null, default);
        }
    }
}
