using System.Net;
using System.Text.Json.Nodes;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tests.Volumes;

/// <summary>What tests about block volumes do before they come to their point.</summary>
internal static class VolumeClients
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static string Order(string name, string more = "") => $$"""{"name": "{{name}}", "region": "nyc3", "size_gigabytes": 1{{more}}}""";

    /// <summary>A block volume as just created: its disk is still being laid.</summary>
    public static async Task<JsonNode> OrderVolumeAsync(this TestApi api, string name, string more = "")
    {
        await api.EnsureHostAsync();
        return (await api.Client.Post("/v2/volumes", Order(name, more)).ShouldBeAsync(HttpStatusCode.Created))["volume"]!;
    }

    /// <summary>A block volume with nothing under way.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> ReadyVolumeAsync(this TestApi api, string name, string more = "")
    {
        var id = (await api.OrderVolumeAsync(name, more))["id"]!.GetValue<string>();
        await api.EndVolumeEventsAsync(id, volume => volume.BecomeReady(TimeProvider.System.GetUtcNow()));
        return id;
    }

    /// <summary>Ends the volume's events as the workers would.</summary>
    public static async Task EndVolumeEventsAsync(this TestApi api, string volumeId, Action<BlockVolume>? change = null)
    {
        await using var db = api.OpenDb();
        var id = new VolumeId(Guid.Parse(volumeId));
        var volume = await db.BlockVolumes.SingleAsync(v => v.Id == id, Ct);
        change?.Invoke(volume);
        volume.EndEvent();
        foreach (var action in await db.Actions.Where(a => a.VolumeId == id && a.Status == ActionStatus.InProgress).ToListAsync(Ct))
        {
            action.Complete(TimeProvider.System.GetUtcNow());
        }

        await db.SaveChangesAsync(Ct);
    }
}
