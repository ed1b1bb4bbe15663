using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;

namespace CloudControl.Api.Tests.Vpcs;

public sealed class VpcTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task The_first_network_in_a_region_is_its_default_and_the_next_one_is_not()
    {
        var first = await CreateAsync("first", "ams3", "10.20.0.0/16");
        var second = await CreateAsync("second", "ams3", "10.21.0.0/20");

        Assert.True(first["default"]!.GetValue<bool>());
        Assert.False(second["default"]!.GetValue<bool>());
        Assert.Equal("10.21.0.0/20", second["ip_range"]!.GetValue<string>());
        Assert.Equal($"do:vpc:{second["id"]}", second["urn"]!.GetValue<string>());
        await api.Client.Delete(PathOf(first)).ShouldBeErrorAsync(HttpStatusCode.Forbidden, "forbidden", "Can not delete default VPCs");
        await api.Client.Delete(PathOf(second)).ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Get(PathOf(second)).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Without_a_range_a_network_gets_one_that_meets_no_other()
    {
        var (one, other) = (await CreateAsync("generated-1", "lon1"), await CreateAsync("generated-2", "lon1"));

        Assert.EndsWith("/20", one["ip_range"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEqual(one["ip_range"]!.GetValue<string>(), other["ip_range"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"name": "x x", "region": "nyc1"}""")]
    [InlineData("""{"region": "nyc1"}""")]
    [InlineData("""{"name": "x"}""")]
    [InlineData("""{"name": "x", "region": "moon1"}""")]
    [InlineData("""{"name": "x", "region": "nyc1", "ip_range": "8.8.8.0/24"}""")]
    [InlineData("""{"name": "x", "region": "nyc1", "ip_range": "10.0.0.0/8"}""")]
    public async Task A_network_that_cannot_be_is_refused(string body) =>
        await api.Client.Post("/v2/vpcs", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

    [Fact]
    public async Task Names_and_ranges_are_taken_once_in_an_account()
    {
        await CreateAsync("unique", "nyc2", "10.30.0.0/16");

        await api.Client.Post("/v2/vpcs", Body("unique", "nyc2", "10.31.0.0/16"))
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "A VPC with this name already exists.");
        await api.Client.Post("/v2/vpcs", Body("overlapping", "nyc2", "10.30.16.0/20")).ShouldBeErrorAsync(
            HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "This range/size overlaps with another VPC network in your account.");
        await api.Stranger.Post("/v2/vpcs", Body("unique", "nyc2", "10.30.0.0/16")).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_network_is_renamed_and_made_the_default()
    {
        var (old, next) = (await CreateAsync("old-default", "tor1"), await CreateAsync("next-default", "tor1"));

        var patched = await api.Client.Send(HttpMethod.Patch, PathOf(next), """{"default": true, "description": "the one"}""").ShouldBeAsync(HttpStatusCode.OK);

        Assert.True(patched["vpc"]!["default"]!.GetValue<bool>());
        Assert.Equal("next-default", patched["vpc"]!["name"]!.GetValue<string>());
        var demoted = await api.Client.Get(PathOf(old)).ShouldBeAsync(HttpStatusCode.OK);
        Assert.False(demoted["vpc"]!["default"]!.GetValue<bool>());
        await api.Client.Send(HttpMethod.Patch, PathOf(next), """{"default": false}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

        var replaced = await api.Client.Put(PathOf(next), """{"name": "renamed"}""").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(("renamed", ""), (replaced["vpc"]!["name"]!.GetValue<string>(), replaced["vpc"]!["description"]!.GetValue<string>()));
        await api.Client.Put(PathOf(next), """{"description": "no name"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        await api.Client.Put(PathOf(next), """{"name": "old-default"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task A_droplet_is_in_the_network_it_asked_for_and_holds_it_until_it_is_destroyed()
    {
        await CreateAsync("nyc3-default", "nyc3");
        var vpc = await CreateAsync("members", "nyc3");
        var id = await api.ActiveDropletAsync("member", $""", "vpc_uuid": "{vpc["id"]}" """);

        var droplet = await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(vpc["id"]!.GetValue<string>(), droplet["droplet"]!["vpc_uuid"]!.GetValue<string>());
        Assert.Equal([$"do:droplet:{id}"], await MembersAsync(vpc));
        Assert.Empty(await MembersAsync(vpc, "?resource_type=kubernetes"));
        await api.Client.Delete(PathOf(vpc)).ShouldBeErrorAsync(HttpStatusCode.Conflict, "conflict", "Can not delete VPC with members");

        await api.Client.Delete($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.NoContent);
        Assert.Empty(await MembersAsync(vpc));
        await api.Client.Delete(PathOf(vpc)).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_droplet_that_asks_for_none_is_in_its_regions_default_network()
    {
        var (one, other) = (await api.ActiveDropletAsync("one"), await api.ActiveDropletAsync("other"));

        var networks = new List<string>();
        foreach (var id in new[] { one, other })
        {
            networks.Add((await api.Client.Get($"/v2/droplets/{id}").ShouldBeAsync(HttpStatusCode.OK))["droplet"]!["vpc_uuid"]!.GetValue<string>());
        }

        Assert.Single(networks.Distinct());
        var vpc = await api.Client.Get($"/v2/vpcs/{networks[0]}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.True(vpc["vpc"]!["default"]!.GetValue<bool>());
        await api.Stranger.Get($"/v2/vpcs/{networks[0]}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_network_of_another_region_or_of_somebody_else_is_refused()
    {
        var elsewhere = await CreateAsync("elsewhere", "sfo3");
        var strangers = (await api.Stranger.Post("/v2/vpcs", Body("theirs", "nyc3", "10.60.0.0/20")).ShouldBeAsync(HttpStatusCode.Created))["vpc"]!;

        foreach (var vpc in new[] { elsewhere, strangers })
        {
            await api.Client.Post("/v2/droplets", $$"""{"name": "x", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64", "vpc_uuid": "{{vpc["id"]}}"}""")
                .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        }
    }

    private async Task<IReadOnlyList<string>> MembersAsync(JsonNode vpc, string query = "")
    {
        var members = await api.Client.Get($"{PathOf(vpc)}/members{query}").ShouldBeAsync(HttpStatusCode.OK);
        return [.. members["members"]!.AsArray().Select(m => m!["urn"]!.GetValue<string>())];
    }

    private async Task<JsonNode> CreateAsync(string name, string region, string? range = null) =>
        (await api.Client.Post("/v2/vpcs", Body(name, region, range)).ShouldBeAsync(HttpStatusCode.Created))["vpc"]!;

    private static string PathOf(JsonNode vpc) => $"/v2/vpcs/{vpc["id"]}";

    private static string Body(string name, string region, string? range) =>
        new JsonObject { ["name"] = name, ["region"] = region, ["ip_range"] = range }.ToJsonString();
}
