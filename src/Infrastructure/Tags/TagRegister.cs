using CloudControl.Domain.Accounts;
using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Tags;

/// <summary>Tags that an order names: known ones get their kept spelling, unknown ones come into being.</summary>
public static class TagRegister
{
    /// <summary>
    /// One statement, in the caller's transaction if there is one: two orders that name the same new tag at one time agree on its
    /// spelling.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="account">Whose tags.</param>
    /// <param name="names">Valid names.</param>
    /// <param name="now">When those that are new came into being.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The kept spellings, each once, in the order asked for.</returns>
    public static async Task<IReadOnlyList<string>> EnsureAsync(
        CloudControlDb db, AccountId account, IEnumerable<string> names, DateTimeOffset now, CancellationToken ct)
    {
        string[] wanted = [.. names.DistinctBy(Tag.Fold)];
        if (wanted.Length == 0)
        {
            return wanted;
        }

        // Sorted, as in every statement that locks several of these rows: two that meet must not wait for each other.
        string[] sorted = [.. wanted.OrderBy(Tag.Fold, StringComparer.Ordinal)];
        string[] folded = [.. sorted.Select(Tag.Fold)];

        // "do update" and not "do nothing": only rows that were written are returned.
        var kept = await db.Database.SqlQuery<string>(
            $"""
             insert into tags (account_id, folded_name, name, created_at)
             select {account.Value}, folded, name, {now} from unnest({folded}, {sorted}) as wanted (folded, name)
             on conflict (account_id, folded_name) do update set name = tags.name
             returning name as "Value"
             """).ToListAsync(ct);
        return [.. wanted.Select(name => kept.Find(tag => Tag.Fold(tag) == Tag.Fold(name))!)];
    }
}
