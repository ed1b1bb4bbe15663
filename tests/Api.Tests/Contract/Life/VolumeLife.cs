using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Volumes;
using CloudControl.Domain.Droplets;

namespace CloudControl.Api.Tests.Contract.Life;

/// <summary>Block volumes: ordered, attached by id and by name, kept in snapshots, deleted by id and by name.</summary>
internal static class VolumeLife
{
    public static async Task LiveAsync(TestApi api)
    {
        var droplet = await api.ActiveDropletAsync("db-1");
        var (volume, other) = (await api.ReadyVolumeAsync("data"), await api.ReadyVolumeAsync("logs"));
        await api.Client.Post("/v2/volumes", VolumeClients.Order("data")).ShouldBeAsync(HttpStatusCode.Conflict);
        await api.Client.Get("/v2/volumes").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/volumes/{volume}").ShouldBeAsync(HttpStatusCode.OK);

        await AttachAsync(api, volume, droplet, $"/v2/volumes/{volume}/actions", $$"""{"type": "attach", "droplet_id": {{droplet}}}""");
        await AttachAsync(api, other, droplet, "/v2/volumes/actions", $$"""{"type": "attach", "droplet_id": {{droplet}}, "volume_name": "logs", "region": "nyc3"}""");
        await api.Client.Delete($"/v2/volumes/{volume}").ShouldBeAsync(HttpStatusCode.Conflict);
        await api.Client.Delete($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.NoContent);

        await KeepAsync(api, volume);
        await api.Client.Delete($"/v2/volumes/{volume}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Delete("/v2/volumes?name=logs&region=nyc3").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Delete("/v2/volumes?name=logs").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task AttachAsync(TestApi api, string volume, long droplet, string path, string body)
    {
        var action = (await api.Client.Post(path, body).ShouldBeAsync(HttpStatusCode.Accepted))["action"]!;
        await api.EndVolumeEventsAsync(volume, v => v.AttachTo(new DropletId(droplet)));
        await api.EndEventsAsync(droplet);
        await api.Client.Get($"/v2/volumes/{volume}/actions").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/volumes/{volume}/actions/{action["id"]}").ShouldBeAsync(HttpStatusCode.OK);
    }

    private static async Task KeepAsync(TestApi api, string volume)
    {
        var snapshots = $"/v2/volumes/{volume}/snapshots";
        JsonNode kept = (await api.Client.Post(snapshots, """{"name": "kept"}""").ShouldBeAsync(HttpStatusCode.Created))["snapshot"]!;
        await api.Client.Post(snapshots, """{"name": "kept"}""").ShouldBeAsync(HttpStatusCode.Conflict);
        await api.EndVolumeEventsAsync(volume);
        await api.Client.Get(snapshots).ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/volumes/snapshots/{kept["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Delete($"/v2/volumes/snapshots/{kept["id"]}").ShouldBeAsync(HttpStatusCode.NoContent);
    }
}
