using System.Net;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Images;

namespace CloudControl.Api.Tests.Contract.Life;

/// <summary>Images: a droplet's snapshot, described, transferred and deleted, as an image and among the snapshots.</summary>
internal static class ImageLife
{
    public static async Task LiveAsync(TestApi api)
    {
        await api.EnsureHostAsync("lon1-01", "lon1", disks: 4);
        var droplet = await api.ActiveDropletAsync("golden");
        var (image, snapshot) = (await api.SnapshotAsync(droplet, "first"), await api.SnapshotAsync(droplet, "second"));
        await api.Client.Post("/v2/images", """{"name": "custom", "url": "https://93.184.215.14/custom.qcow2", "region": "nyc3"}""").ShouldBeAsync(HttpStatusCode.Accepted);
        await api.Client.Post("/v2/images", """{"name": "custom", "url": "http://127.0.0.1/custom.qcow2", "region": "nyc3"}""").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await api.Client.Get("/v2/images?private=true").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get("/v2/images/debian-12-x64").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Put($"/v2/images/{image}", """{"name": "golden", "description": "as it was"}""").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Put("/v2/images/debian-12-x64", """{"name": "mine"}""").ShouldBeAsync(HttpStatusCode.Forbidden);
        await api.Client.Delete($"/v2/images/{image}").ShouldBeAsync(HttpStatusCode.NoContent);

        await api.Client.Get("/v2/snapshots").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/snapshots/{snapshot}").ShouldBeAsync(HttpStatusCode.OK);
        var action = (await api.Client.Post($"/v2/images/{snapshot}/actions", """{"type": "transfer", "region": "lon1"}""")
            .ShouldBeAsync(HttpStatusCode.Created))["action"]!;
        await api.Client.Get($"/v2/images/{snapshot}/actions").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/images/{snapshot}/actions/{action["id"]}").ShouldBeAsync(HttpStatusCode.OK);

        var third = await api.SnapshotAsync(droplet, "third");
        await api.Client.Delete($"/v2/snapshots/{third}").ShouldBeAsync(HttpStatusCode.NoContent);
    }
}
