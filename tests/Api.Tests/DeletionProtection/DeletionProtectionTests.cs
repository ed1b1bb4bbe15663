using System.Net;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Volumes;

namespace CloudControl.Api.Tests.DeletionProtection;

public sealed class DeletionProtectionTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Protected = ""","deletion_protection": true""";

    [Fact]
    public async Task A_protected_droplet_is_destroyed_by_nobody_until_its_owner_takes_that_back()
    {
        var id = await api.ActiveDropletAsync("keep", Protected);
        Assert.True(await IsProtectedAsync(id));

        await api.Client.Delete($"/v2/droplets/{id}").ShouldBeErrorAsync(
            HttpStatusCode.Conflict, "conflict", $"Droplet {id} is protected from deletion. Take the disable_deletion_protection action first.");
        await api.Client.Delete($"/v2/droplets/{id}/destroy_with_associated_resources/selective", "{}").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        using var dangerous = new HttpRequestMessage(HttpMethod.Delete, $"/v2/droplets/{id}/destroy_with_associated_resources/dangerous");
        dangerous.Headers.Add("X-Dangerous", "true");
        await api.Client.SendAsync(dangerous, TestContext.Current.CancellationToken).ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);

        var action = await ActAsync($"/v2/droplets/{id}/actions", "disable_deletion_protection", HttpStatusCode.Created);
        Assert.Equal("completed", action);
        Assert.False(await IsProtectedAsync(id));
        await api.Client.Delete($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Of_the_droplets_with_a_tag_all_go_or_none_when_one_is_protected()
    {
        var plain = await api.ActiveDropletAsync("plain", ""","tags": ["batch"]""");
        var kept = await api.ActiveDropletAsync("kept", ""","tags": ["batch"]""");
        Assert.Equal("completed", await ActAsync($"/v2/droplets/{kept}/actions", "enable_deletion_protection", HttpStatusCode.Created));

        await api.Client.Delete("/v2/droplets?tag_name=batch").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await api.Client.Get($"/v2/droplets/{plain}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/droplets/{kept}").ShouldBeAsync(HttpStatusCode.OK);

        await ActAsync($"/v2/droplets/{kept}/actions", "disable_deletion_protection", HttpStatusCode.Created);
        await api.Client.Delete("/v2/droplets?tag_name=batch").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Get($"/v2/droplets/{plain}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_api_of_2013_refuses_it_too()
    {
        var id = await api.ActiveDropletAsync("old-client", Protected);

        var answer = await api.WithoutToken.Get($"/droplets/{id}/destroy?client_id=x&api_key={api.Token}&scrub_data=1").ShouldBeAsync(HttpStatusCode.OK);

        Assert.Equal("ERROR", answer["status"]!.GetValue<string>());
        Assert.Contains("protected from deletion", answer["error_message"]!.GetValue<string>(), StringComparison.Ordinal);
        await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_protected_volume_is_deleted_by_nobody_and_keeps_its_droplet_from_going_with_it()
    {
        var volume = await api.ReadyVolumeAsync("kept-volume", Protected);
        Assert.True((await api.Client.Get($"/v2/volumes/{volume}").ShouldBeAsync(HttpStatusCode.OK))["volume"]!["deletion_protection"]!.GetValue<bool>());
        await api.Client.Delete($"/v2/volumes/{volume}").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");
        await api.Client.Delete("/v2/volumes?name=kept-volume&region=nyc3").ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict");

        var droplet = await api.ActiveDropletAsync("with-volume", $$""","volumes": ["{{volume}}"]""");
        await api.Client.Delete($"/v2/droplets/{droplet}/destroy_with_associated_resources/selective", $$"""{"volumes": ["{{volume}}"]}""")
            .ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict", "The volume 'kept-volume' is protected from deletion. Take the disable_deletion_protection action first.");
        await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.OK);

        await api.Client.Delete($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.NoContent);
        Assert.Equal("completed", await ActAsync($"/v2/volumes/{volume}/actions", "disable_deletion_protection", HttpStatusCode.Accepted));
        await api.Client.Delete($"/v2/volumes/{volume}").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    private async Task<bool> IsProtectedAsync(long id) =>
        (await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["deletion_protection"]!.GetValue<bool>();

    private async Task<string> ActAsync(string path, string type, HttpStatusCode expected) =>
        (await api.Client.Post(path, $$"""{"type": "{{type}}"}""").ShouldBeAsync(expected))["action"]!["status"]!.GetValue<string>();
}
