using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;

namespace CloudControl.Api.Images;

/// <summary>The images an account may change: its own. A public one is seen by everybody and changed by nobody.</summary>
internal static class OwnImages
{
    /// <summary>The image, locked for the length of the caller's transaction.</summary>
    /// <returns>The image; or <see cref="ImageNotFound"/>, <see cref="ImageNotYours"/>.</returns>
    public static async Task<Result<Image>> LockOwnImageAsync(this CloudControlDb db, string idOrSlug, AccountId account, CancellationToken ct)
    {
        if (await db.Images.VisibleTo(account).FindAsync(idOrSlug, ct) is not { } seen)
        {
            return new ImageNotFound();
        }

        if (seen.IsPublic)
        {
            return new ImageNotYours();
        }

        return await db.LockImageAsync(seen.Id, ct) is { } image ? image : new ImageNotFound();
    }
}
