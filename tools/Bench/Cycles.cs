using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CloudControl.Bench;

/// <summary>Create → active → destroy → scrubbed through HTTP: first one at a time, then several at once.</summary>
internal static class Cycles
{
    private const int WarmUps = 5;
    private const int Alone = 40;
    private const int Together = 200;
    private const int AtOnce = 8;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan CycleLimit = TimeSpan.FromSeconds(60);

    public static async Task<bool> RunAsync(Uri url, string token)
    {
        using var http = new HttpClient { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        for (var i = 0; i < WarmUps; i++)
        {
            await CycleAsync(http, $"warm-up-{i}");
        }

        var alone = new List<TimeSpan>();
        for (var i = 0; i < Alone; i++)
        {
            alone.Add(await CycleAsync(http, $"alone-{i}"));
        }

        Print($"{Alone} cycles, one at a time", alone);

        var together = new TimeSpan[Together];
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, Together, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
            together[i] = await CycleAsync(http, $"together-{i}"));
        Print($"{Together} cycles, {AtOnce} at a time", together);
        Console.WriteLine($"{"",-32}{Together / watch.Elapsed.TotalSeconds,8:f1} cycles a second");
        return await NothingIsHeldAsync(http);
    }

    private static async Task<TimeSpan> CycleAsync(HttpClient http, string name)
    {
        var watch = Stopwatch.StartNew();
        using var created = await http.PostAsJsonAsync(
            "/v2/droplets", new { name, region = "nyc3", size = "s-1vcpu-1gb", image = "debian-12-x64", user_data = $"#cloud-config\n# {name}\n" });
        var droplet = await ReadAsync(created, "droplet");
        var path = $"/v2/droplets/{droplet.GetProperty("id").GetInt64()}";
        await PollAsync(http, path, "droplet", "active", watch);

        using var deleted = await http.DeleteAsync(path);
        deleted.EnsureSuccessStatusCode();
        await PollAsync(http, deleted.Headers.Location!.PathAndQuery, "action", "completed", watch);
        return watch.Elapsed;
    }

    private static async Task PollAsync(HttpClient http, string path, string member, string wanted, Stopwatch watch)
    {
        while (watch.Elapsed < CycleLimit)
        {
            using var answer = await http.GetAsync(path);
            var status = (await ReadAsync(answer, member)).GetProperty("status").GetString();
            if (status == wanted)
            {
                return;
            }

            if (status == "errored")
            {
                throw new InvalidOperationException($"{path} ended as errored");
            }

            await Task.Delay(PollInterval);
        }

        throw new TimeoutException($"{path} did not become {wanted} within {CycleLimit}");
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, string member)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement.GetProperty(member)
            : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {text}");
    }

    private static async Task<bool> NothingIsHeldAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/v2/hosts?per_page=200");
        var held = (await ReadAsync(answer, "hosts")).EnumerateArray().Sum(h => h.GetProperty("held_extents").GetInt64());
        Console.WriteLine($"{"extents still held",-32}{held,8}");
        return held == 0;
    }

    private static void Print(string what, IReadOnlyCollection<TimeSpan> times)
    {
        var sorted = times.Select(t => t.TotalMilliseconds).Order().ToList();
        Console.WriteLine(
            $"{what,-32}{sorted[sorted.Count / 2],8:f0} ms median   {sorted[(int)(sorted.Count * 0.95)],6:f0} ms p95   {sorted[^1],6:f0} ms longest");
    }
}
