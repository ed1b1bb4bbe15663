using CloudControl.Api.Http;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Snapshots;

/// <summary>
/// GET /v2/snapshots: the caller's snapshots of droplets and block volumes in one list, newest first; <c>resource_type</c> narrows it.
/// </summary>
public static class ListSnapshots
{
    public static async Task<Ok<SnapshotsResponse>> HandleAsync(
        [FromQuery(Name = "resource_type")] string? resourceType, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db,
        CancellationToken ct)
    {
        // The two are kept in two tables: first which ones are on the page, then what they are.
        var type = string.IsNullOrEmpty(resourceType) ? null : resourceType;
        var all = db.Database.SqlQuery<Key>(
            $"""
             select 0::bigint as "ImageId", id as "VolumeId", created_at as "CreatedAt" from volume_snapshots
             where account_id = {caller.AccountId.Value} and deleted_at is null and coalesce({type}, 'volume') = 'volume'
             union all
             select id, '00000000-0000-0000-0000-000000000000'::uuid, created_at from images
             where account_id = {caller.AccountId.Value} and deleted_at is null and kind = 'snapshot' and state = 'available'
               and coalesce({type}, 'droplet') = 'droplet'
             """);
        var keys = await page.ReadAsync(all.OrderByDescending(k => k.CreatedAt).ThenByDescending(k => k.ImageId).ThenByDescending(k => k.VolumeId), ct);
        var volumeIds = keys.Rows.Select(k => new VolumeId(k.VolumeId)).ToList();
        var imageIds = keys.Rows.Select(k => new ImageId(k.ImageId)).ToList();
        var ofVolumes = await db.VolumeSnapshots.AsNoTracking().Where(s => volumeIds.Contains(s.Id)).ToDictionaryAsync(s => s.Id.Value, ct);
        var ofDroplets = await db.Images.AsNoTracking().Where(i => imageIds.Contains(i.Id)).ToDictionaryAsync(i => i.Id.Value, ct);
        return TypedResults.Ok(new SnapshotsResponse(
            [.. keys.Rows.Select(k => k.ImageId == 0 ? SnapshotView.Of(ofVolumes[k.VolumeId]) : SnapshotView.Of(ofDroplets[k.ImageId]))],
            ListLinks.Of(request, keys), new ListMeta(keys.Total)));
    }

    /// <summary>One entry of the list: a droplet's snapshot, or with no image id a volume's.</summary>
    private sealed record Key(long ImageId, Guid VolumeId, DateTimeOffset CreatedAt);
}
