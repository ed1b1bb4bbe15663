using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Images;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Runs;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Images;

public sealed class ImportImageTests(TestApi api) : IClassFixture<TestApi>
{
    private const string Url = "http://93.184.215.14/disk.qcow2";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_seen_from_the_first_moment_and_is_watched_through_its_action()
    {
        await api.EnsureHostAsync("nyc3-01");
        var answer = await Order(api.Client, Body(distribution: "Debian")).ShouldBeAsync(HttpStatusCode.Accepted);

        var image = answer["image"]!;
        Assert.Equal(("brought", "custom", "NEW", "Debian", "why", false), (Text(image, "name"), Text(image, "type"), Text(image, "status"), Text(image, "distribution"), Text(image, "description"), image["public"]!.GetValue<bool>()));
        Assert.Empty(image["regions"]!.AsArray());
        Assert.Equal("web", image["tags"]![0]!.GetValue<string>());
        var seen = await api.Client.Get($"/v2/images/{image["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal("NEW", Text(seen["image"]!, "status"));
        var listed = await api.Client.Get("/v2/images?private=true&tag_name=web&per_page=200").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Contains(listed["images"]!.AsArray(), i => i!["id"]!.GetValue<long>() == image["id"]!.GetValue<long>());

        var action = await api.Client.Get($"/v2/actions/{answer["links"]!["actions"]![0]!["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Equal(("create", "image", "in-progress"), (Text(action["action"]!, "type"), Text(action["action"]!, "resource_type"), Text(action["action"]!, "status")));
        await using var db = api.OpenDb();
        var run = await db.Runs.SingleAsync(r => r.Subject == $"image:{image["id"]}", Ct);
        Assert.Equal((ImageRuns.ImportPipeline, RunPriority.Scrub), (run.Pipeline, run.Priority));
        Assert.Equal(Url, RunState.Read<ImageImporting>(run.State).Url);
        await api.EndImageEventsAsync(image["id"]!.GetValue<long>());
    }

    [Fact]
    public async Task Until_it_is_available_nothing_can_be_done_with_it_but_to_look()
    {
        await api.EnsureHostAsync("nyc3-01");
        var image = await ImportAsync();

        var order = DropletClients.Order("early").Replace("\"debian-12-x64\"", $"{image}", StringComparison.Ordinal);
        await api.Client.Post("/v2/droplets", order).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "You specified an invalid image for Droplet creation.");
        await api.Client.Delete($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "Image already has a pending event.");
        await api.Client.Post($"/v2/images/{image}/actions", """{"type": "transfer", "region": "ams3"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "Image already has a pending event.");
        await api.Stranger.Get($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.EndImageEventsAsync(image);
    }

    [Fact]
    public async Task One_that_could_not_be_fetched_says_why_until_it_is_deleted()
    {
        await api.EnsureHostAsync("nyc3-01");
        var image = await ImportAsync();
        await FailAsync(image, "The image could not be fetched: its server answered 404.");

        var seen = (await api.Client.Get($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.OK))["image"]!;
        Assert.Equal(("deleted", "The image could not be fetched: its server answered 404."), (Text(seen, "status"), Text(seen, "error_message")));
        await api.Client.Post($"/v2/images/{image}/actions", """{"type": "transfer", "region": "ams3"}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "The image is not available.");

        await api.Client.Delete($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Get($"/v2/images/{image}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("""{"url": "http://93.184.215.14/", "region": "nyc3"}""")]
    [InlineData("""{"name": "x", "region": "nyc3"}""")]
    [InlineData("""{"name": "x", "url": "http://93.184.215.14/"}""")]
    [InlineData("""{"name": "x", "url": "http://93.184.215.14/", "region": "nowhere"}""")]
    [InlineData("""{"name": "x", "url": "ftp://93.184.215.14/", "region": "nyc3"}""")]
    [InlineData("""{"name": "x", "url": "file:///etc/passwd", "region": "nyc3"}""")]
    [InlineData("""{"name": "x", "url": "http://127.0.0.1:1/", "region": "nyc3"}""")]
    [InlineData("""{"name": "x", "url": "http://169.254.169.254/latest/meta-data/", "region": "nyc3"}""")]
    [InlineData("""{"name": "x", "url": "http://user:secret@93.184.215.14/", "region": "nyc3"}""")]
    [InlineData("""{"name": "x", "url": "http://93.184.215.14/", "region": "nyc3", "tags": ["no spaces"]}""")]
    public async Task What_cannot_be_ordered_is_refused_before_anything_is_fetched(string body)
    {
        await api.EnsureHostAsync("nyc3-01");
        await Order(api.Client, body).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
    }

    [Fact]
    public async Task An_unknown_distribution_is_taken_for_unknown()
    {
        await api.EnsureHostAsync("nyc3-01");
        var image = (await Order(api.Client, Body(distribution: "Plan 9")).ShouldBeAsync(HttpStatusCode.Accepted))["image"]!;

        Assert.Equal("Unknown", Text(image, "distribution"));
        await api.EndImageEventsAsync(image["id"]!.GetValue<long>());
    }

    [Fact]
    public async Task So_many_are_fetched_at_a_time_for_one_account()
    {
        await api.EnsureHostAsync("nyc3-01");
        using var client = api.ClientFor(await api.OpenAccountAsync(Account.Open("busy", "busy@example.com", TimeProvider.System.GetUtcNow())));
        for (var i = 0; i < ImportImage.MaximumUnderWay; i++)
        {
            await Order(client, Body()).ShouldBeAsync(HttpStatusCode.Accepted);
        }

        await Order(client, Body()).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity", "5 images are being imported already; wait until one is done.");
    }

    private static Task<HttpResponseMessage> Order(HttpClient client, string body) => client.Post("/v2/images", body);

    private static string Body(string distribution = "") =>
        $$"""{"name": "brought", "url": "{{Url}}", "region": "nyc3", "distribution": "{{distribution}}", "description": "why", "tags": ["web"], "x": 1}""";

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private async Task<long> ImportAsync() =>
        (await Order(api.Client, Body()).ShouldBeAsync(HttpStatusCode.Accepted))["image"]!["id"]!.GetValue<long>();

    /// <summary>Ends the import badly, as the workers would.</summary>
    private async Task FailAsync(long image, string why)
    {
        await using var db = api.OpenDb();
        (await db.Images.SingleAsync(i => i.Id == new ImageId(image), Ct)).Refuse(why);
        var action = await db.Actions.SingleAsync(a => a.ResourceType == ResourceTypes.Image && a.ResourceId == image, Ct);
        action.Fail("image_not_fetched", why, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(Ct);
    }
}
