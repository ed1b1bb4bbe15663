using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Tags;

#pragma warning disable EF1002 // The interpolated parts are the constants of TaggableKind; what a caller sent is always a parameter.

/// <summary>
/// Puts tags on resources, takes them off and counts them, the same way for every <see cref="TaggableKind"/>.
/// </summary>
public static class Tagging
{
    /// <summary>Most tags on one resource.</summary>
    public const int MaximumTags = 50;

    /// <summary>Which of these resources are the account's.</summary>
    public static async Task<IReadOnlySet<string>> FindAsync(
        CloudControlDb db, AccountId account, TaggableKind kind, string[] ids, CancellationToken ct) =>
        (await db.Database.SqlQueryRaw<string>(
            $$"""
              select id::text as "Value" from {{kind.Table}}
              where account_id = {0} and {{kind.Condition}} and id = any(cast({1} as {{kind.IdType}}[]))
              """, account.Value, ids).ToListAsync(ct)).ToHashSet();

    /// <summary>Tags the account's own among these resources; one that has the tag already stays as it is.</summary>
    /// <returns>False: one of them has more than <see cref="MaximumTags"/> now, and the caller's transaction must not be committed.</returns>
    public static async Task<bool> AddAsync(
        CloudControlDb db, AccountId account, TaggableKind kind, string[] ids, string tag, CancellationToken ct)
    {
        await db.Database.ExecuteSqlRawAsync(
            $$"""
              update {{kind.Table}} set tags = array_append(tags, {2})
              where account_id = {0} and {{kind.Condition}} and id = any(cast({1} as {{kind.IdType}}[])) and not tags @> array[{2}]
              """, [account.Value, ids, tag], ct);
        return await db.Database.SqlQueryRaw<int>(
            $$"""
              select coalesce(max(cardinality(tags)), 0) as "Value" from {{kind.Table}}
              where account_id = {0} and id = any(cast({1} as {{kind.IdType}}[]))
              """, account.Value, ids).SingleAsync(ct) <= MaximumTags;
    }

    /// <summary>Takes the tag off these resources; one without it stays as it is.</summary>
    public static Task<int> RemoveAsync(
        CloudControlDb db, AccountId account, TaggableKind kind, string[] ids, string tag, CancellationToken ct) =>
        db.Database.ExecuteSqlRawAsync(
            $$"""
              update {{kind.Table}} set tags = array_remove(tags, {2})
              where account_id = {0} and {{kind.Condition}} and id = any(cast({1} as {{kind.IdType}}[])) and tags @> array[{2}]
              """, [account.Value, ids, tag], ct);

    /// <summary>Takes the tag off everything of this kind.</summary>
    public static Task<int> RemoveAsync(CloudControlDb db, AccountId account, TaggableKind kind, string tag, CancellationToken ct) =>
        db.Database.ExecuteSqlRawAsync(
            $$"""
              update {{kind.Table}} set tags = array_remove(tags, {1})
              where account_id = {0} and {{kind.Condition}} and id in {{kind.Carrying("{0}", "{1}")}}
              """, [account.Value, tag], ct);

    /// <summary>What carries these tags, one row for each tag and kind that has any.</summary>
    public static async Task<IReadOnlyList<TagUse>> CountAsync(CloudControlDb db, AccountId account, string[] tags, CancellationToken ct) =>
        await db.Database.SqlQueryRaw<TagUse>(CountStatement, account.Value, tags).ToListAsync(ct);

    private static readonly string CountStatement = string.Join("\nunion all\n", TaggableKind.All.Select(kind =>
        $$"""
          select wanted.tag, '{{kind.Collection}}' as collection, used.count, newest.id as "NewestId", newest.created_at as "NewestAt"
          from unnest({1}) as wanted (tag)
          cross join lateral (
              select count(*)::int as count from {{kind.Carrying("{0}", "wanted.tag")}} as carrying) as used
          cross join lateral (
              select id::text, created_at from {{kind.Table}}
              where account_id = {0} and {{kind.Condition}} and id in {{kind.Carrying("{0}", "wanted.tag")}}
              order by {{kind.NewestFirst}} limit 1) as newest
          """));
}

/// <summary>How often one kind of resource carries a tag.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Collection">The kind, as <see cref="TaggableKind.Collection"/>.</param>
/// <param name="Count">At least 1.</param>
/// <param name="NewestId">The newest of them.</param>
/// <param name="NewestAt">When that one came into being.</param>
public sealed record TagUse(string Tag, string Collection, int Count, string NewestId, DateTimeOffset NewestAt);
