using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Droplets;

/// <summary>What tests about droplets do before they come to their point.</summary>
internal static class DropletClients
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly ByteSize Extent = ByteSize.FromMiB(4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Extents that a disk of 10 GiB, that of the smallest size, holds.</summary>
    public static long ExtentsOfSmallest { get; } = CowStore.CoveringExtents(ByteSize.FromGiB(10), new ByteSize(ChunkBytes), Extent);

    /// <summary>Registers a host with room for so many disks of the smallest size, unless it is there.</summary>
    public static async Task EnsureHostAsync(this TestApi api, string name = "nyc3-01", string region = "nyc3", int disks = 200)
    {
        await using var db = api.OpenDb();
        if (await db.Hosts.AnyAsync(h => h.Name == name, Ct))
        {
            return;
        }

        // Seen for as long as the tests take, as if a worker served it: actions on a host that is away say so.
        var seen = TimeProvider.System.GetUtcNow().AddHours(1);
        db.Add(Host.Register(
            name, region, Extent, ChunkBytes, disks * ExtentsOfSmallest, seen, nbdSocket: $"/srv/{name}/nbd.sock"));
        await db.SaveChangesAsync(Ct);
    }

    /// <summary>A droplet of the smallest size as just created: new, locked, its create under way.</summary>
    public static async Task<JsonNode> OrderDropletAsync(this TestApi api, string name = "web-1", string more = "")
    {
        await api.EnsureHostAsync();
        return (await api.Client.Post("/v2/droplets", Order(name, more)).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!;
    }

    /// <summary>As the other, of another image.</summary>
    public static async Task<JsonNode> OrderOfAsync(this TestApi api, string image)
    {
        await api.EnsureHostAsync();
        var order = Order("of-" + image).Replace("debian-12-x64", image, StringComparison.Ordinal);
        return (await api.Client.Post("/v2/droplets", order).ShouldBeAsync(HttpStatusCode.Accepted))["droplet"]!;
    }

    /// <summary>A droplet as its users know it: active, with addresses, nothing under way.</summary>
    /// <returns>Its id.</returns>
    public static async Task<long> ActiveDropletAsync(this TestApi api, string name = "web-1", string more = "")
    {
        var id = (await api.OrderDropletAsync(name, more))["id"]!.GetValue<long>();
        await api.EndEventsAsync(id, droplet =>
        {
            droplet.TakeAddresses("198.18.96.17", "10.103.0.17");
            droplet.PowerOn();
        });
        return id;
    }

    /// <summary>Ends the droplet's events as the workers would.</summary>
    public static async Task EndEventsAsync(this TestApi api, long dropletId, Action<Droplet>? change = null)
    {
        await using var db = api.OpenDb();
        var id = new DropletId(dropletId);
        var droplet = await db.Droplets.SingleAsync(d => d.Id == id, Ct);
        change?.Invoke(droplet);
        droplet.EndEvent();
        foreach (var action in await db.Actions.Where(a => a.ResourceId == dropletId && a.Status == ActionStatus.InProgress).ToListAsync(Ct))
        {
            action.Complete(TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync(Ct);
    }

    public static async Task<long> HeldExtentsAsync(this TestApi api, string host = "nyc3-01")
    {
        await using var db = api.OpenDb();
        return await db.Hosts.Where(h => h.Name == host).Select(h => h.HeldExtents).SingleAsync(Ct);
    }

    public static string Order(string name, string more = "") =>
        $$"""{"name": "{{name}}", "region": "nyc3", "size": "s-1vcpu-512mb-10gb", "image": "debian-12-x64"{{more}}}""";
}
