using System.Net;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.ReservedIps;

namespace CloudControl.Api.Tests.Contract.Life;

/// <summary>Reserved IPs: one ordered for a droplet that is still being created, one for a region, moved, taken back, released.</summary>
internal static class ReservedIpLife
{
    public static async Task LiveAsync(TestApi api)
    {
        var early = (await api.OrderDropletAsync("early"))["id"]!.GetValue<long>();
        await api.Client.Post("/v2/reserved_ips", $$"""{"droplet_id": {{early}}}""").ShouldBeAsync(HttpStatusCode.Accepted);
        await api.Client.Post("/v2/reserved_ips", """{"region": "mars1"}""").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);

        var (first, second) = (await api.ActiveDropletAsync("lb-1"), await api.ActiveDropletAsync("lb-2"));
        var ip = await api.AssignedIpAsync(first);
        await api.Client.Get("/v2/reserved_ips").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/droplets/{first}").ShouldBeAsync(HttpStatusCode.OK);
        var moving = (await api.AssignAsync(ip, second).ShouldBeAsync(HttpStatusCode.Created))["action"]!;
        await api.UnassignAsync(ip).ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await api.Client.Delete($"/v2/reserved_ips/{ip}").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await api.EndAssigningAsync(ip, second);
        await api.Client.Get($"/v2/reserved_ips/{ip}/actions").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/reserved_ips/{ip}/actions/{moving["id"]}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Get($"/v2/droplets/{second}/destroy_with_associated_resources").ShouldBeAsync(HttpStatusCode.OK);
        await api.UnassignAsync(ip).ShouldBeAsync(HttpStatusCode.Created);
        await api.EndAssigningAsync(ip, droplet: null);
        await api.Client.Get($"/v2/reserved_ips/{ip}").ShouldBeAsync(HttpStatusCode.OK);
        await api.Client.Delete($"/v2/reserved_ips/{ip}").ShouldBeAsync(HttpStatusCode.NoContent);
    }
}
