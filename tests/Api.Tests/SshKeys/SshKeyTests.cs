using System.Net;
using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.SshKeys;

public sealed class SshKeyTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task A_key_is_registered_once_and_found_by_id_and_by_fingerprint()
    {
        var line = PublicKeys.New();
        var key = await RegisterAsync("laptop", line + "\n");     // doctl leaves the newline on

        Assert.Equal(line, key["public_key"]!.GetValue<string>());
        var byId = await api.Client.Get($"/v2/account/keys/{key["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        var byFingerprint = await api.Client.Get($"/v2/account/keys/{key["fingerprint"]}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.True(JsonNode.DeepEquals(byId, byFingerprint));
        await api.Client.Post("/v2/account/keys", Body("again", line))
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "SSH Key is already in use on your account");
    }

    [Fact]
    public async Task A_key_can_be_renamed_and_deleted()
    {
        var key = await RegisterAsync("old", PublicKeys.New());

        var renamed = await api.Client.Put($"/v2/account/keys/{key["fingerprint"]}", """{"name": "new", "unknown": 1}""").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("new", renamed["ssh_key"]!["name"]!.GetValue<string>());

        await api.Client.Delete($"/v2/account/keys/{key["id"]}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Get($"/v2/account/keys/{key["id"]}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete($"/v2/account/keys/{key["id"]}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Anothers_key_is_as_good_as_none()
    {
        var key = await RegisterAsync("mine", PublicKeys.New());
        var path = $"/v2/account/keys/{key["id"]}";

        await api.Stranger.Get(path).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Put(path, """{"name": "taken"}""").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Delete(path).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        var strangers = await api.Stranger.Get("/v2/account/keys").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Empty(strangers["ssh_keys"]!.AsArray());
        await api.Client.Get(path).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name": "", "public_key": "ssh-rsa AAAA"}""")]
    [InlineData("""{"name": "x", "public_key": null}""")]
    [InlineData("""{"name": "x", "public_key": "ssh-rsa AAAA"}""")]
    [InlineData("""{"name": "x", "public_key": ["ssh-rsa"]}""")]
    public async Task A_key_that_is_none_is_refused(string body) =>
        await api.Client.Post("/v2/account/keys", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

    [Fact]
    public async Task A_complaint_names_the_member_as_clients_write_it() =>
        await api.Client.Post("/v2/account/keys", "{}")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "'name' must not be empty.");

    [Theory]
    [InlineData("{\"name\": ")]
    [InlineData("name=x")]
    [InlineData("null")]
    public async Task A_body_that_is_no_json_object_is_a_bad_request(string body) =>
        await api.Client.Post("/v2/account/keys", body).ShouldBeErrorAsync(HttpStatusCode.BadRequest, "bad_request");

    private async Task<JsonNode> RegisterAsync(string name, string line) =>
        (await api.Client.Post("/v2/account/keys/", Body(name, line)).ShouldBeAsync(HttpStatusCode.Created))["ssh_key"]!;

    private static string Body(string name, string line) => new JsonObject { ["name"] = name, ["public_key"] = line }.ToJsonString();
}
