using System.Net;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Images;

namespace CloudControl.Api.Tests.Contract.Life;

/// <summary>A droplet from its order to its end, with all that can be asked of it, and three ways to destroy one.</summary>
internal static class DropletLife
{
    private static readonly string[] Lists =
        ["", "/actions", "/backups", "/backups/policy", "/destroy_with_associated_resources", "/firewalls", "/kernels", "/neighbors", "/snapshots"];

    public static async Task LiveAsync(TestApi api)
    {
        var droplet = await api.ActiveDropletAsync("web-1", """, "tags": ["life"], "backups": true""");
        await api.SnapshotAsync(droplet);
        await api.Client.Post("/v2/droplets", DropletClients.Order("moon").Replace("nyc3", "moon1", StringComparison.Ordinal))
            .ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        foreach (var path in new[] { "", "/backups/policies", "/backups/supported_policies" }.Concat(Lists.Select(list => $"/{droplet}{list}")))
        {
            await api.Client.Get($"/v2/droplets{path}").ShouldBeAsync(HttpStatusCode.OK);
        }

        await ActAsync(api, droplet);
        await api.Client.Delete($"/v2/droplets/{droplet}").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.ActiveDropletAsync("web-2", """, "tags": ["life"]""");
        await api.Client.Delete("/v2/droplets?tag_name=life").ShouldBeAsync(HttpStatusCode.NoContent);
        await DestroyWithAllAsync(api);
    }

    private static async Task ActAsync(TestApi api, long droplet)
    {
        var actions = $"/v2/droplets/{droplet}/actions";
        var action = (await api.Client.Post(actions, """{"type": "power_off"}""").ShouldBeAsync(HttpStatusCode.Created))["action"]!;
        await api.Client.Post(actions, """{"type": "power_on"}""").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await api.Client.Get($"{actions}/{action["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/actions/{action["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        await api.EndEventsAsync(droplet, d => d.PowerOff());
        await api.Client.Post("/v2/droplets/actions?tag_name=life", """{"type": "power_on"}""").ShouldBeAsync(HttpStatusCode.Created);
        await api.EndEventsAsync(droplet, d => d.PowerOn());
    }

    private static async Task DestroyWithAllAsync(TestApi api)
    {
        var (chosen, all) = (await api.ActiveDropletAsync("chosen"), await api.ActiveDropletAsync("all"));
        await api.Client.Delete($"{With(chosen)}/selective", """{"volumes": []}""").ShouldBeAsync(HttpStatusCode.Accepted);
        await api.Client.Get($"{With(chosen)}/status").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Post($"{With(chosen)}/retry", "{}").ShouldBeAsync(HttpStatusCode.Accepted);

        await api.Client.Delete($"{With(all)}/dangerous").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        using var dangerous = new HttpRequestMessage(HttpMethod.Delete, $"{With(all)}/dangerous");
        dangerous.Headers.Add("X-Dangerous", "true");
        await api.Client.SendAsync(dangerous, TestContext.Current.CancellationToken).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    private static string With(long droplet) => $"/v2/droplets/{droplet}/destroy_with_associated_resources";
}
