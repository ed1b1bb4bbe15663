using System.Globalization;

namespace CloudControl.Infrastructure.Tags;

/// <summary>
/// A kind of resource that carries tags: a table with <c>account_id</c>, <c>id</c>, <c>created_at</c> and <c>tags text[]</c>. Tags
/// live in the row they belong to, so that a list reads them without a join.
/// </summary>
/// <param name="Type">As a request names it, such as <c>droplet</c>.</param>
/// <param name="Collection">The tag's member that counts them, and their path under <c>/v2</c>.</param>
/// <param name="Table">The table.</param>
/// <param name="Condition">SQL that leaves out what is nobody's any more.</param>
/// <param name="IdType">The id's type in SQL: <c>bigint</c> or <c>uuid</c>.</param>
public sealed record TaggableKind(string Type, string Collection, string Table, string Condition, string IdType)
{
    private const string Droplet = "droplet";

    /// <summary>Every kind there is, in the order the contract lists them.</summary>
    public static IReadOnlyList<TaggableKind> All { get; } =
    [
        new(Droplet, "droplets", "droplets", "destroyed_at is null", "bigint"),
        new("image", "images", "images", "deleted_at is null and state <> 'pending'", "bigint"),
        new("volume", "volumes", "block_volumes", "deleted_at is null", "uuid"),
        new("volume_snapshot", "volume_snapshots", "volume_snapshots", "deleted_at is null", "uuid"),
    ];

    /// <summary>SQL for the ids of what of an account carries a tag; both arguments are SQL, too.</summary>
    internal string Carrying(string account, string tag) => Type == Droplet
        ? $"(select droplet_id as id from droplet_tags where account_id = {account} and tag = {tag})"
        : $"(select id from {Table} where account_id = {account} and {Condition} and tags @> array[{tag}])";

    /// <summary>SQL for an order with the newest first. That of droplets is the order of their list, which needs no sorting.</summary>
    internal string NewestFirst => Type == Droplet ? $"{Table}.id desc" : $"{Table}.created_at desc, {Table}.id desc";

    /// <summary>An id of this kind as PostgreSQL spells it; null for a text that can be none.</summary>
    public string? Canonical(string id) => IdType == "uuid"
        ? Guid.TryParse(id, out var uuid) ? uuid.ToString() : null
        : long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;
}
