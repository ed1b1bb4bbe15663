using System.Text.Json.Serialization;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.AssociatedResources;

/// <summary>GET /v2/droplets/{id}/destroy_with_associated_resources/status: also when the droplet is long gone.</summary>
public static class GetAssociatedStatus
{
    /// <summary>Neither of the last two: it was not tried yet.</summary>
    public sealed record Item(
        string Id, string Name,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? DestroyedAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ErrorMessage);

    public sealed record Items(
        IReadOnlyList<Item> ReservedIps, IReadOnlyList<Item> FloatingIps, IReadOnlyList<Item> Snapshots, IReadOnlyList<Item> Volumes,
        IReadOnlyList<Item> VolumeSnapshots);

    /// <param name="Droplet">What became of the droplet.</param>
    /// <param name="Resources">What became of the rest.</param>
    /// <param name="CompletedAt">When everything had been tried.</param>
    /// <param name="Failures">How much of it could not be destroyed.</param>
    public sealed record Response(
        Item Droplet, Items Resources,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? CompletedAt, int Failures);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        long dropletId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var id = new DropletId(dropletId);
        return await db.AssociatedDestroys.AsNoTracking().SingleOrDefaultAsync(d => d.DropletId == id && d.AccountId == caller.AccountId, ct) is { } destroy
            ? TypedResults.Ok(View(destroy))
            : new ErrorResult(new AssociatedDestroyNotFound());
    }

    private static Response View(AssociatedDestroy destroy)
    {
        Item[] Of(AssociatedKind kind) =>
            [.. destroy.Resources.Where(r => r.Kind == kind).Select(r => new Item(r.Id, r.Name, r.DestroyedAt, r.ErrorMessage))];
        return new Response(
            new Item(destroy.DropletId.ToString(), destroy.DropletName, destroy.DropletDestroyedAt, ErrorMessage: null),
            new Items(
                Of(AssociatedKind.ReservedIp), Of(AssociatedKind.ReservedIp), Of(AssociatedKind.Snapshot), Of(AssociatedKind.Volume), Of(AssociatedKind.VolumeSnapshot)),
            destroy.EndedAt, destroy.Resources.Count(r => r.ErrorMessage is not null));
    }
}
