using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Volumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.AssociatedResources;

public sealed class AssociatedResourceTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task What_belongs_to_a_droplet_is_listed_with_what_it_costs()
    {
        var (droplet, volume) = await DropletWithVolumeAsync("listed");

        var listed = await api.Client.Get(PathOf(droplet)).ShouldBeAsync(HttpStatusCode.OK);

        var item = Assert.Single(listed["volumes"]!.AsArray())!;
        Assert.Equal((volume, "listed", "0.10"), (item["id"]!.GetValue<string>(), item["name"]!.GetValue<string>(), item["cost"]!.GetValue<string>()));
        Assert.All(["reserved_ips", "floating_ips", "snapshots", "volume_snapshots"], kind => Assert.Empty(listed[kind]!.AsArray()));
        await api.Stranger.Get(PathOf(droplet)).ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Only_what_is_named_goes_with_the_droplet()
    {
        var (droplet, kept) = await DropletWithVolumeAsync("kept");
        var gone = await AttachedVolumeAsync(droplet, "gone");

        await api.Client.Delete($"{PathOf(droplet)}/selective", $$"""{"volumes": ["{{gone}}"]}""").ShouldBeAsync(HttpStatusCode.Accepted);

        await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Get($"/v2/volumes/{gone}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        var left = await api.Client.Get($"/v2/volumes/{kept}").ShouldBeAsync(HttpStatusCode.OK);
        Assert.Empty(left["volume"]!["droplet_ids"]!.AsArray());
        var status = await StatusAsync(droplet);
        Assert.NotNull(status["droplet"]!["destroyed_at"]);
        Assert.NotNull(Assert.Single(status["resources"]!["volumes"]!.AsArray())!["destroyed_at"]);
        Assert.Equal(0, status["failures"]!.GetValue<int>());
        Assert.NotNull(status["completed_at"]);
    }

    [Fact]
    public async Task A_selective_destroy_without_a_body_takes_nothing_along()
    {
        var (droplet, kept) = await DropletWithVolumeAsync("unnamed");

        await api.Client.Delete($"{PathOf(droplet)}/selective").ShouldBeAsync(HttpStatusCode.Accepted);

        await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Get($"/v2/volumes/{kept}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_destroy_of_everything_must_be_said_to_be_dangerous()
    {
        var (droplet, volume) = await DropletWithVolumeAsync("everything");

        await api.Client.Delete($"{PathOf(droplet)}/dangerous").ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");
        await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.OK);

        using var request = new HttpRequestMessage(HttpMethod.Delete, $"{PathOf(droplet)}/dangerous");
        request.Headers.Add("X-Dangerous", "true");
        await api.Client.SendAsync(request, TestContext.Current.CancellationToken).ShouldBeAsync(HttpStatusCode.Accepted);
        await api.Client.Get($"/v2/volumes/{volume}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task What_could_not_be_destroyed_says_why_and_is_tried_again()
    {
        var (droplet, volume) = await DropletWithVolumeAsync("busy");
        await ChangeAsync(volume, v => v.BeginEvent());

        await api.Client.Delete($"{PathOf(droplet)}/selective", $$"""{"volumes": ["{{volume}}"]}""").ShouldBeAsync(HttpStatusCode.Accepted);

        var status = await StatusAsync(droplet);
        Assert.Equal(1, status["failures"]!.GetValue<int>());
        Assert.NotNull(status["resources"]!["volumes"]![0]!["error_message"]);
        await api.EndVolumeEventsAsync(volume);
        await api.Client.Post($"{PathOf(droplet)}/retry", "{}").ShouldBeAsync(HttpStatusCode.Accepted);
        Assert.Equal(0, (await StatusAsync(droplet))["failures"]!.GetValue<int>());
        await api.Client.Get($"/v2/volumes/{volume}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task What_does_not_belong_to_the_droplet_is_refused_and_nothing_is_destroyed()
    {
        var (droplet, _) = await DropletWithVolumeAsync("mine");
        var other = await api.ReadyVolumeAsync("not-attached");

        await api.Client.Delete($"{PathOf(droplet)}/selective", $$"""{"volumes": ["{{other}}"]}""")
            .ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity, "unprocessable_entity");

        await api.Client.Get($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"{PathOf(droplet)}/status").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
        await api.Client.Post($"{PathOf(droplet)}/retry", "{}").ShouldBeErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    private async Task<(long Droplet, string Volume)> DropletWithVolumeAsync(string volumeName)
    {
        var droplet = await api.ActiveDropletAsync();
        return (droplet, await AttachedVolumeAsync(droplet, volumeName));
    }

    private async Task<string> AttachedVolumeAsync(long droplet, string name)
    {
        var volume = await api.ReadyVolumeAsync(name);
        await ChangeAsync(volume, v => v.AttachTo(new DropletId(droplet)));
        return volume;
    }

    private async Task ChangeAsync(string volumeId, Action<Domain.BlockVolumes.BlockVolume> change)
    {
        await using var db = api.OpenDb();
        var id = new VolumeId(Guid.Parse(volumeId));
        change(await db.BlockVolumes.SingleAsync(v => v.Id == id, TestContext.Current.CancellationToken));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private async Task<JsonNode> StatusAsync(long droplet) => await api.Client.Get($"{PathOf(droplet)}/status").ShouldBeAsync(HttpStatusCode.OK);

    private static string PathOf(long droplet) => $"/v2/droplets/{droplet}/destroy_with_associated_resources";
}
