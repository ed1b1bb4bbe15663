using System.Globalization;

namespace CloudControl.Infrastructure.Storage.Layout;

/// <summary>
/// What the host knows beyond LVM2's own words, kept as LVM tags so that it is committed by the same sector write as the extents
/// it speaks of: <c>name=value</c>.
/// </summary>
public static class LayoutTags
{
    /// <summary>On a logical volume: whose it is.</summary>
    public const string Volume = "cc.vol";

    /// <summary>On a logical volume: <see cref="Ready"/> or <see cref="Quarantined"/>.</summary>
    public const string State = "cc.state";

    public const string Ready = "ready";

    public const string Quarantined = "quarantined";

    /// <summary>On a logical volume: exact virtual size in bytes; an LVM size is in whole extents.</summary>
    public const string Disk = "cc.disk";

    /// <summary>On a quarantined volume: bytes of a chunk.</summary>
    public const string Chunk = "cc.chunk";

    /// <summary>On a quarantined volume: <see cref="StoreUse.StoreChunks"/>.</summary>
    public const string Used = "cc.used";

    /// <summary>On a quarantined volume: <see cref="StoreUse.ChunksWritten"/>.</summary>
    public const string Written = "cc.written";

    /// <summary>On a logical volume: 1 when it was laid on dirty extents. On the group: dirty extents as <c>first-count</c>.</summary>
    public const string Dirty = "cc.dirty";

    /// <summary>On the group: an id that is gone.</summary>
    public const string Gone = "cc.gone";

    /// <summary>On the group: the floor of the gone ids, in Unix milliseconds.</summary>
    public const string Floor = "cc.floor";

    public static string Of(string name, object value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value}");

    /// <summary>The values of every tag of that name.</summary>
    public static IEnumerable<string> Values(IEnumerable<string> tags, string name) => tags
        .Where(t => t.Length > name.Length && t[name.Length] == '=' && t.StartsWith(name, StringComparison.Ordinal))
        .Select(t => t[(name.Length + 1)..]);

    /// <summary>The value of the first tag of that name, or null.</summary>
    public static string? Value(IEnumerable<string> tags, string name) => Values(tags, name).FirstOrDefault();

    /// <summary>The first tag of that name as a whole number; null when it is absent or no number.</summary>
    public static long? Number(IEnumerable<string> tags, string name) =>
        long.TryParse(Value(tags, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
