using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.SshKeys;

namespace CloudControl.Api.Tests.LegacyV1;

public sealed class LegacyTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("/droplets")]
    [InlineData("/droplets?client_id=x")]
    [InlineData("/droplets?client_id=x&api_key=")]
    [InlineData("/v1/droplets?client_id=x&api_key=wrong")]
    [InlineData("/images/1/destroy?client_id=x&api_key=wrong")]
    public async Task Without_a_key_access_is_denied(string call)
    {
        var denied = await api.WithoutToken.Get(call).ShouldBeAsync(HttpStatusCode.Unauthorized);

        Assert.Equal("ERROR", denied["status"]!.GetValue<string>());
        Assert.Equal("Access Denied", denied["error_message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_bearer_token_opens_v2_only_and_a_key_v1_only()
    {
        await api.Client.Get("/droplets").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await api.WithoutToken.Get($"/v2/droplets?client_id=x&api_key={api.Token}").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_operator_can_turn_it_off()
    {
        using var modern = api.ClientWith(("Api:LegacyV1", "false"));

        await modern.Get($"/droplets?client_id=x&api_key={api.Token}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_catalogue_has_the_numbers_of_then()
    {
        var regions = (await api.LegacyOkAsync("/regions"))["regions"]!.AsArray();
        var sizes = (await api.LegacyOkAsync("/sizes"))["sizes"]!.AsArray();
        var images = (await api.LegacyOkAsync("/images?filter=global"))["images"]!.AsArray();

        Assert.Contains(regions, r => (r!["id"]!.GetValue<long>(), r["name"]!.GetValue<string>()) == (1, "New York 1"));
        Assert.Contains(regions, r => (r!["id"]!.GetValue<long>(), r["name"]!.GetValue<string>()) == (4, "New York 2"));
        Assert.Contains(sizes, s => (s!["id"]!.GetValue<long>(), s["name"]!.GetValue<string>()) == (66, "512MB"));
        Assert.Contains(sizes, s => (s!["id"]!.GetValue<long>(), s["name"]!.GetValue<string>()) == (63, "1GB"));
        Assert.Contains(images, i => (i!["id"]!.GetValue<long>(), i["name"]!.GetValue<string>()) == (1505447, "Ubuntu 13.10 x64"));
        Assert.Equal(1505447, (await api.LegacyOkAsync("/images/1505447"))["image"]!["id"]!.GetValue<long>());
        Assert.Empty((await api.LegacyOkAsync("/images?filter=my_images"))["images"]!.AsArray());
        await api.LegacyAsync("/images/999999", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_public_image_is_destroyed_by_nobody()
    {
        var refused = await api.LegacyAsync("/images/1505447/destroy");

        Assert.Equal("ERROR", refused["status"]!.GetValue<string>());
        await api.LegacyOkAsync("/images/1505447");
    }

    [Fact]
    public async Task Keys_are_added_edited_and_destroyed()
    {
        var (first, second) = (PublicKeys.New(), PublicKeys.New());
        var added = (await api.LegacyOkAsync($"/ssh_keys/new?name=laptop&ssh_pub_key={Uri.EscapeDataString(first)}"))["ssh_key"]!;

        Assert.Equal(first, added["ssh_pub_key"]!.GetValue<string>());
        Assert.Contains((await api.LegacyOkAsync("/ssh_keys/"))["ssh_keys"]!.AsArray(), k => k!["name"]!.GetValue<string>() == "laptop");
        var edited = await api.LegacyOkAsync($"/ssh_keys/{added["id"]}/edit?ssh_pub_key={Uri.EscapeDataString(second)}");
        Assert.Equal((second, "laptop"), (edited["ssh_key"]!["ssh_pub_key"]!.GetValue<string>(), edited["ssh_key"]!["name"]!.GetValue<string>()));
        await api.LegacyOkAsync($"/ssh_keys/{added["id"]}/destroy");
        await api.LegacyAsync($"/ssh_keys/{added["id"]}", HttpStatusCode.NotFound);
        JsonNode refused = await api.LegacyAsync("/ssh_keys/new?name=laptop&ssh_pub_key=none");
        Assert.Equal("ERROR", refused["status"]!.GetValue<string>());
    }
}
