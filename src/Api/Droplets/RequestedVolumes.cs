using System.Text.Json;
using CloudControl.Api.Volumes;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>
/// The block volumes a droplet is ordered with: a list of ids, or of objects with an <c>id</c> or a <c>name</c> (godo, and so doctl and
/// Terraform). Absent, null and empty are none (fog always sends an empty list).
/// </summary>
internal static class RequestedVolumes
{
    /// <summary>What was named, as it was spelled; null when it is no such list.</summary>
    public static IReadOnlyList<string>? Names(JsonElement? volumes) => volumes switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.String } text when text.ValueEquals("") => [],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().Select(NameOf).ToList() is var names && !names.Contains(null) =>
            [.. names.Select(name => name!).Distinct()],
        _ => null,
    };

    /// <summary>The volumes that were named, of one of the regions.</summary>
    /// <returns>Them; or <see cref="VolumesUnknown"/>, <see cref="VolumeInOtherRegion"/>.</returns>
    public static async Task<Result<IReadOnlyList<BlockVolume>>> FindAsync(
        IReadOnlyList<string> names, AccountId account, IReadOnlyCollection<string> regions, CloudControlDb db, CancellationToken ct)
    {
        var found = new List<BlockVolume>();
        foreach (var name in names)
        {
            var own = db.BlockVolumes.Of(account).AsNoTracking();
            var named = Guid.TryParse(name, out var id)
                ? await own.Where(v => v.Id == new VolumeId(id)).ToListAsync(ct)
                : await own.Where(v => v.Name == name && regions.Contains(v.RegionSlug)).OrderBy(v => v.Id).Take(2).ToListAsync(ct);
            if (named is not [var volume])
            {
                return new VolumesUnknown();
            }

            found.Add(volume);
        }

        return found.All(v => regions.Contains(v.RegionSlug) && v.RegionSlug == found[0].RegionSlug) ? found : new VolumeInOtherRegion();
    }

    /// <summary>
    /// Gives the volumes to a droplet that is being ordered, under the locks of their rows: in the order of their ids, so that two orders
    /// that meet do not wait for each other.
    /// </summary>
    /// <returns>Null; or why one of them cannot be had, in which case nothing may be saved.</returns>
    public static async Task<Error?> AttachAsync(IEnumerable<VolumeId> volumes, Droplet droplet, CloudControlDb db, CancellationToken ct)
    {
        var attached = 0;
        foreach (var id in volumes.OrderBy(id => id.Value))
        {
            var volume = await db.LockBlockVolumeAsync(id, ct);
            if (Attaching.Refusal(volume, droplet.RegionSlug, attached++) is { } refused)
            {
                return refused;
            }

            volume.AttachTo(droplet.Id);
        }

        return null;
    }

    private static string? NameOf(JsonElement volume) => volume.ValueKind switch
    {
        JsonValueKind.String => Text(volume),
        JsonValueKind.Object => volume.EnumerateObject().Where(member => member.Name is "id" or "name").OrderBy(member => member.Name, StringComparer.Ordinal)
            .Select(member => Text(member.Value)).FirstOrDefault(text => text is not null),
        _ => null,
    };

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
