using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Images;

/// <summary>One volume that holds a private image's bytes.</summary>
internal sealed record ImageCopy(VolumeId VolumeId, string HostName, string RegionSlug);

/// <summary>
/// Where the bytes of a private image lie. A disk made from it is best laid on a host that holds a copy: that host's worker is sure to be
/// able to read it. Another host of the region will do if it is served on the same machine.
/// </summary>
internal static class ImageCopies
{
    /// <summary>All of them; none for an image that is written and not copied.</summary>
    public static async Task<IReadOnlyList<ImageCopy>> CopiesOfAsync(this CloudControlDb db, Image image, CancellationToken ct) =>
        image.Source != ImageSource.Volume
            ? []
            : await db.Volumes.AsNoTracking().Where(v => v.ImageId == image.Id && v.State == VolumeState.Ready).OrderBy(v => v.HostName)
                .Join(db.Hosts, v => v.HostName, h => h.Name, (v, h) => new ImageCopy(v.Id, h.Name, h.RegionSlug)).ToListAsync(ct);

    /// <summary>The copy that a disk on this host is made from; null when there is none in its region.</summary>
    public static ImageCopy? NearestTo(this IReadOnlyList<ImageCopy> copies, string hostName, string regionSlug) =>
        copies.FirstOrDefault(copy => copy.HostName == hostName) ?? copies.FirstOrDefault(copy => copy.RegionSlug == regionSlug);

    /// <summary>
    /// Keeps the image from being deleted until the caller's transaction has ended: an order that copies from it is then seen by the
    /// delete, whose run waits for the copy.
    /// </summary>
    /// <returns>False: it is deleted already, and nothing may be ordered from it.</returns>
    public static async Task<bool> HoldImageAsync(this CloudControlDb db, Image image, CancellationToken ct) =>
        image.Source != ImageSource.Volume
        || (await db.Images.FromSql($"select * from images where id = {image.Id.Value} and deleted_at is null for share")
            .AsNoTracking().ToListAsync(ct)).Count == 1;
}
