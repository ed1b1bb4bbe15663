using CloudControl.Domain.Accounts;
using CloudControl.Domain.Tags;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tags;

/// <summary>The caller's tags.</summary>
public static class OwnTags
{
    public static IQueryable<Tag> Of(this DbSet<Tag> tags, AccountId account) => tags.AsNoTracking().Where(t => t.AccountId == account);

    /// <summary>By its name in any spelling.</summary>
    public static Task<Tag?> FindAsync(this IQueryable<Tag> tags, string name, CancellationToken ct)
    {
        var folded = Tag.Fold(name);
        return tags.SingleOrDefaultAsync(t => t.FoldedName == folded, ct);
    }
}
