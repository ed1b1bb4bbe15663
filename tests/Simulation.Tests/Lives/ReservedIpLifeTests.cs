using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CloudControl.Testing;

namespace CloudControl.Simulation.Tests.Lives;

/// <summary>Reserved IPs, from the order to the release, with workers that carry out what was asked.</summary>
public sealed class ReservedIpLifeTests(TwoDropletCloud cloud) : IClassFixture<TwoDropletCloud>
{
    [Fact]
    public async Task One_that_is_ordered_with_its_droplet_moves_to_the_next_and_outlives_both()
    {
        var first = await cloud.Client.OrderAsync("first");
        var made = await PostAsync("/v2/reserved_ips", new { droplet_id = first }, HttpStatusCode.Accepted);
        var ip = made.GetProperty("reserved_ip").GetProperty("ip").GetString()!;
        var assigning = made.GetProperty("links").GetProperty("actions")[0].GetProperty("id").GetInt64();
        await cloud.Client.WaitForAsync($"/v2/actions/{assigning}", "action", "completed");
        await cloud.Client.WaitForAsync($"/v2/droplets/{first}", "droplet", "active");
        Assert.Equal(ip, (await PublicAddressesAsync(first))[^1]);
        Assert.Equal(first, await HolderAsync(ip));

        var second = await cloud.Client.CreateAsync("second");
        Assert.Single(await PublicAddressesAsync(second));
        await MoveAsync(ip, new { type = "assign", droplet_id = second });
        Assert.Equal(second, await HolderAsync(ip));
        Assert.Single(await PublicAddressesAsync(first));
        await MoveAsync(ip, new { type = "unassign" });
        Assert.Null(await HolderAsync(ip));
        await MoveAsync(ip, new { type = "assign", droplet_id = second });

        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(first), "action", "completed");
        await cloud.Client.WaitForAsync(await cloud.Client.DestroyAsync(second), "action", "completed");
        Assert.Null(await HolderAsync(ip));
        await cloud.ShouldBeCleanAsync();
        using var released = await cloud.Client.Http.DeleteAsync($"/v2/reserved_ips/{ip}");
        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        await cloud.ShouldBeCleanAsync();
    }

    [Fact]
    public async Task One_that_is_being_assigned_to_a_droplet_that_is_destroyed_ends_free()
    {
        var droplet = await cloud.Client.OrderAsync("short-lived");
        var made = await PostAsync("/v2/reserved_ips", new { droplet_id = droplet }, HttpStatusCode.Accepted);
        var destroy = await cloud.Client.DestroyAsync(droplet);

        await cloud.Client.WaitForAsync(destroy, "action", "completed");
        var ip = made.GetProperty("reserved_ip").GetProperty("ip").GetString()!;
        await UntilUnlockedAsync(ip);

        Assert.Null(await HolderAsync(ip));
        using var released = await cloud.Client.Http.DeleteAsync($"/v2/reserved_ips/{ip}");
        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        await cloud.ShouldBeCleanAsync();
    }

    private async Task MoveAsync(string ip, object action)
    {
        var begun = await PostAsync($"/v2/reserved_ips/{ip}/actions", action, HttpStatusCode.Created);
        await cloud.Client.WaitForAsync($"/v2/reserved_ips/{ip}/actions/{begun.GetProperty("action").GetProperty("id").GetInt64()}", "action", "completed");
    }

    /// <summary>Whichever came first, the assigning or the destroy, it ends.</summary>
    private Task UntilUnlockedAsync(string ip) => Eventually.HoldsAsync(async () => !(await ReservedIpAsync(ip)).GetProperty("locked").GetBoolean());

    private async Task<JsonElement> ReservedIpAsync(string ip) => (await cloud.Client.GetAsync($"/v2/reserved_ips/{ip}")).GetProperty("reserved_ip");

    private async Task<long?> HolderAsync(string ip) =>
        (await ReservedIpAsync(ip)).GetProperty("droplet") is { ValueKind: JsonValueKind.Object } droplet ? droplet.GetProperty("id").GetInt64() : null;

    private async Task<IReadOnlyList<string?>> PublicAddressesAsync(long droplet) =>
        [.. (await cloud.Client.GetAsync($"/v2/droplets/{droplet}")).GetProperty("droplet").GetProperty("networks").GetProperty("v4").EnumerateArray()
            .Where(network => network.GetProperty("type").GetString() == "public").Select(network => network.GetProperty("ip_address").GetString())];

    private async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected)
    {
        using var answer = await cloud.Client.Http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"POST {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
