using System.Globalization;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Images;

/// <summary>The images an account can see, and those among them that it can use.</summary>
public static class VisibleImages
{
    /// <summary>
    /// The public ones and its own. One that is copied from a disk is seen once it is there; one that is fetched from a URL is seen from
    /// the order on, also when nothing came of it.
    /// </summary>
    public static IQueryable<Image> VisibleTo(this DbSet<Image> images, AccountId account) =>
        images.AsNoTracking().Where(i => i.DeletedAt == null && i.State != ImageState.Pending && (i.AccountId == null || i.AccountId == account));

    /// <summary>Those that droplets can be made from.</summary>
    public static IQueryable<Image> UsableBy(this DbSet<Image> images, AccountId account) =>
        images.VisibleTo(account).Where(i => i.State == ImageState.Available);

    /// <summary>By id or by slug: clients send either, an id also as a string (Ansible).</summary>
    public static Task<Image?> FindAsync(this IQueryable<Image> images, string idOrSlug, CancellationToken ct)
    {
        if (!long.TryParse(idOrSlug, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return images.SingleOrDefaultAsync(i => i.Slug == idOrSlug, ct);
        }

        var id = new ImageId(number);
        return images.SingleOrDefaultAsync(i => i.Id == id, ct);
    }
}
