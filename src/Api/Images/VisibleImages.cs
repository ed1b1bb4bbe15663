using System.Globalization;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Images;

/// <summary>The images an account can see: the public ones and its own, once there is something to use.</summary>
public static class VisibleImages
{
    public static IQueryable<Image> VisibleTo(this DbSet<Image> images, AccountId account) =>
        images.AsNoTracking().Where(i => i.DeletedAt == null && i.State == ImageState.Available && (i.AccountId == null || i.AccountId == account));

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
