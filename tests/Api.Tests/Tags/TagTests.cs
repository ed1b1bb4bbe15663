using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Tags;

public sealed class TagTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task A_tag_is_created_once_whatever_its_capitals()
    {
        var tag = await api.Client.Post("/v2/tags", """{"name": "Env:Prod"}""").ShouldBeAsync(HttpStatusCode.Created);

        Assert.Equal("Env:Prod", tag["tag"]!["name"]!.GetValue<string>());
        Assert.Equal(0, tag["tag"]!["resources"]!["count"]!.GetValue<int>());
        await api.Client.Post("/v2/tags", """{"name": "env:prod"}""").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        var found = await api.Client.Get("/v2/tags/ENV:PROD").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("Env:Prod", found["tag"]!["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name": ""}""")]
    [InlineData("""{"name": "a b"}""")]
    [InlineData("""{"name": "ä"}""")]
    public async Task A_name_that_is_none_is_refused(string body) =>
        await api.Client.Post("/v2/tags", body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

    [Fact]
    public async Task An_order_brings_its_tags_into_being_and_takes_over_the_spelling_of_those_that_are_there()
    {
        await api.Client.Post("/v2/tags", """{"name": "Kept"}""").ShouldBeAsync(HttpStatusCode.Created);

        var droplet = await api.ActiveDropletAsync("tagged", """, "tags": ["KEPT", "brand-new", "kept"]""");

        Assert.Equal(["Kept", "brand-new"], await TagsOfAsync(droplet));
        var born = await api.Client.Get("/v2/tags/brand-new").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(1, born["tag"]!["resources"]!["droplets"]!["count"]!.GetValue<int>());
        Assert.EndsWith($"/v2/droplets/{droplet}", born["tag"]!["resources"]!["last_tagged_uri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resources_are_tagged_and_untagged_as_often_as_one_likes()
    {
        await api.Client.Post("/v2/tags", """{"name": "often"}""").ShouldBeAsync(HttpStatusCode.Created);
        var (first, second) = (await api.ActiveDropletAsync("first"), await api.ActiveDropletAsync("second"));
        var both = $$"""{"resources": [{"resource_id": "{{first}}", "resource_type": "droplet"}, {"resource_id": {{second}}, "resource_type": "droplet"}]}""";

        foreach (var _ in Enumerable.Range(0, 2))
        {
            await api.Client.Post("/v2/tags/often/resources", both).ShouldBeAsync(HttpStatusCode.NoContent);
        }

        Assert.Equal(["often"], await TagsOfAsync(first));
        var listed = await api.Client.Get("/v2/droplets?tag_name=often").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(2, listed["meta"]!["total"]!.GetValue<int>());
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await api.Client.Delete("/v2/tags/often/resources", both).ShouldBeAsync(HttpStatusCode.NoContent);
        }

        Assert.Empty(await TagsOfAsync(first));
        Assert.Empty(await TagsOfAsync(second));
    }

    [Fact]
    public async Task When_one_resource_is_not_there_none_is_tagged()
    {
        await api.Client.Post("/v2/tags", """{"name": "allornone"}""").ShouldBeAsync(HttpStatusCode.Created);
        var droplet = await api.ActiveDropletAsync("lonely");

        foreach (var missing in new[] { "999999999", "no-number" })
        {
            var body = $$"""{"resources": [{"resource_id": "{{droplet}}", "resource_type": "droplet"}, {"resource_id": "{{missing}}", "resource_type": "droplet"}]}""";
            await api.Client.Post("/v2/tags/allornone/resources", body).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        }

        await api.Client.Post("/v2/tags/allornone/resources", """{"resources": [{"resource_id": "1", "resource_type": "kitten"}]}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        Assert.Empty(await TagsOfAsync(droplet));
    }

    [Fact]
    public async Task A_droplet_takes_only_so_many_tags()
    {
        var fifty = string.Join(',', Enumerable.Range(0, 50).Select(i => $"\"t{i}\""));
        var droplet = await api.ActiveDropletAsync("full", $", \"tags\": [{fifty}]");
        await api.Client.Post("/v2/tags", """{"name": "toomany"}""").ShouldBeAsync(HttpStatusCode.Created);

        await api.Client.Post("/v2/tags/toomany/resources", Naming(droplet)).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

        Assert.Equal(50, (await TagsOfAsync(droplet)).Count);
    }

    [Fact]
    public async Task A_deleted_tag_is_on_nothing_any_more()
    {
        var droplet = await api.ActiveDropletAsync("stays", """, "tags": ["goes", "remains"]""");

        await api.Client.Delete("/v2/tags/Goes").ShouldBeAsync(HttpStatusCode.NoContent);

        Assert.Equal(["remains"], await TagsOfAsync(droplet));
        await api.Client.Get("/v2/tags/goes").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Delete("/v2/tags/goes").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task What_is_found_by_a_tag_is_what_carries_it_whatever_became_of_the_droplets()
    {
        var (kept, changed, gone) = (await Tagged("kept"), await Tagged("changed"), await Tagged("gone"));
        await api.Client.Delete("/v2/tags/red/resources", $$"""{"resources": [{"resource_id": {{changed}}, "resource_type": "droplet"}]}""").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Delete("/v2/tags/green").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Delete($"/v2/droplets/{gone}").ShouldBeAsync(HttpStatusCode.NoContent);

        await using var db = api.OpenDb();
        var found = await db.DropletTags.Select(t => new { t.DropletId, t.Tag, t.AccountId }).ToListAsync(TestContext.Current.CancellationToken);
        var carried = (await db.Droplets.Where(d => d.DestroyedAt == null).ToListAsync(TestContext.Current.CancellationToken))
            .SelectMany(d => d.Tags.Select(tag => new { DropletId = d.Id, Tag = tag, d.AccountId }));
        Assert.Equal(carried.ToHashSet(), found.ToHashSet());
        Assert.Equal([kept], found.Where(t => t.Tag == "red").Select(t => t.DropletId.Value));
        Assert.Equal([kept, changed], found.Where(t => t.Tag == "blue").Select(t => t.DropletId.Value).Order());

        Task<long> Tagged(string name) => api.ActiveDropletAsync(name, """, "tags": ["red", "green", "blue"]""");
    }

    [Fact]
    public async Task Anothers_tags_and_droplets_are_as_good_as_none()
    {
        var droplet = await api.ActiveDropletAsync("mine", """, "tags": ["secret"]""");
        await api.Stranger.Get("/v2/tags/secret").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Post("/v2/tags", """{"name": "secret"}""").ShouldBeAsync(HttpStatusCode.Created);

        await api.Stranger.Post("/v2/tags/secret/resources", Naming(droplet)).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Stranger.Delete("/v2/tags/secret/resources", Naming(droplet)).ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Stranger.Delete("/v2/tags/secret").ShouldBeAsync(HttpStatusCode.NoContent);

        Assert.Equal(["secret"], await TagsOfAsync(droplet));
    }

    [Fact]
    public async Task Tags_are_listed_by_name_with_what_carries_them()
    {
        await api.ActiveDropletAsync("one", """, "tags": ["list-a", "list-b"]""");
        await api.ActiveDropletAsync("two", """, "tags": ["list-b"]""");

        var listed = await api.Client.Get("/v2/tags?per_page=200").ShouldBeAsync(HttpStatusCode.OK);

        var counts = listed["tags"]!.AsArray().Where(t => t!["name"]!.GetValue<string>().StartsWith("list-", StringComparison.Ordinal))
            .Select(t => (t!["name"]!.GetValue<string>(), t["resources"]!["droplets"]!["count"]!.GetValue<int>()));
        Assert.Equal([("list-a", 1), ("list-b", 2)], counts);
    }

    private async Task<IReadOnlyList<string>> TagsOfAsync(long droplet)
    {
        JsonNode shown = await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.OK);
        return [.. shown["droplet"]!["tags"]!.AsArray().Select(t => t!.GetValue<string>())];
    }

    private static string Naming(long droplet) => $$"""{"resources": [{"resource_id": "{{droplet}}", "resource_type": "droplet"}]}""";
}
