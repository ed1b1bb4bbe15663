using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.ReservedIps;

/// <summary>What tests about reserved IPs do before they come to their point.</summary>
internal static class ReservedIpClients
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Gives all reserved IPs back, so that no test stands in another's limit.</summary>
    public static async Task ReleaseAllAsync(this TestApi api)
    {
        await using var db = api.OpenDb();
        var now = TimeProvider.System.GetUtcNow();
        await db.Addresses.Where(a => a.Reserved).ExecuteUpdateAsync(set => set.SetProperty(a => a.Reserved, false).SetProperty(a => a.ReturnedAt, now), Ct);
        foreach (var ip in await db.ReservedIps.Where(ip => ip.ReleasedAt == null).ToListAsync(Ct))
        {
            ip.EndEvent();
            ip.Release(now);
        }

        foreach (var action in await db.Actions.Where(a => a.ResourceType == ResourceTypes.ReservedIp && a.Status == ActionStatus.InProgress).ToListAsync(Ct))
        {
            action.Complete(now);
        }

        await db.SaveChangesAsync(Ct);
    }

    /// <returns>The address.</returns>
    public static async Task<string> ReserveAsync(this TestApi api, string region = "nyc3") =>
        (await api.Client.Post("/v2/reserved_ips", $$"""{"region": "{{region}}"}""").ShouldBeAsync(HttpStatusCode.Accepted))["reserved_ip"]!["ip"]!.GetValue<string>();

    public static Task<HttpResponseMessage> AssignAsync(this TestApi api, string ip, long droplet) =>
        api.Client.Post($"/v2/reserved_ips/{ip}/actions", $$"""{"type": "assign", "droplet_id": {{droplet}}}""");

    public static Task<HttpResponseMessage> UnassignAsync(this TestApi api, string ip) =>
        api.Client.Post($"/v2/reserved_ips/{ip}/actions", """{"type": "unassign"}""");

    public static async Task<JsonNode> ReservedIpAsync(this TestApi api, string ip) =>
        (await api.Client.Get($"/v2/reserved_ips/{ip}").ShouldBeAsync(HttpStatusCode.OK))["reserved_ip"]!;

    /// <summary>Ends its event as the workers would.</summary>
    /// <param name="api">The API.</param>
    /// <param name="address">The reserved IP.</param>
    /// <param name="droplet">Who has it then; null: nobody.</param>
    public static async Task EndAssigningAsync(this TestApi api, string address, long? droplet)
    {
        await using var db = api.OpenDb();
        var ip = await db.ReservedIps.SingleAsync(r => r.Address == address && r.ReleasedAt == null, Ct);
        if (droplet is { } id)
        {
            ip.AssignTo(new DropletId(id));
        }
        else
        {
            ip.Unassign();
        }

        ip.EndEvent();
        var number = ip.Number;
        foreach (var action in await db.Actions.Where(a => a.ResourceId == number && a.Status == ActionStatus.InProgress).ToListAsync(Ct))
        {
            action.Complete(TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync(Ct);
    }

    /// <summary>A reserved IP that a droplet has.</summary>
    /// <returns>The address.</returns>
    public static async Task<string> AssignedIpAsync(this TestApi api, long droplet)
    {
        var ip = await api.ReserveAsync();
        await api.AssignAsync(ip, droplet).ShouldBeAsync(HttpStatusCode.Created);
        await api.EndAssigningAsync(ip, droplet);
        return ip;
    }
}
