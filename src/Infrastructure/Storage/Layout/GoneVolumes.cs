using System.Collections.Immutable;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Storage.Layout;

/// <summary>
/// Ids that must never be created again. A stray worker may ask for a volume minutes after it was destroyed; without this memory
/// it would be laid a second time and never be cleaned up.
/// </summary>
/// <remarks>
/// The memory is bounded, since it is written with every commit. When it overflows, the id made longest ago is dropped and the
/// floor rises to its time: from then on every unknown id made at or before the floor is refused, whether it ever existed or
/// not. So a late create may be refused though nothing was destroyed, and its droplet fails cleanly; the other way round never.
/// Dropping the <em>oldest made</em>, not the oldest destroyed, keeps the floor as low as can be.
/// </remarks>
public sealed class GoneVolumes
{
    /// <summary>Ids remembered one by one: about 21 KB of every metadata text.</summary>
    public const int Limit = 512;

    private static readonly IComparer<VolumeId> ByAge = Comparer<VolumeId>.Create((a, b) =>
        a.CreatedAtUnixMilliseconds.CompareTo(b.CreatedAtUnixMilliseconds) is not 0 and var order ? order : a.Value.CompareTo(b.Value));

    private readonly ImmutableSortedSet<VolumeId> ids;

    private GoneVolumes(ImmutableSortedSet<VolumeId> ids, long? floor) => (this.ids, FloorUnixMilliseconds) = (ids, floor);

    public static GoneVolumes None { get; } = new(ImmutableSortedSet.Create(ByAge), null);

    /// <summary>Unknown ids made at or before this moment are refused; null while nothing was forgotten.</summary>
    public long? FloorUnixMilliseconds { get; }

    /// <summary>The ids remembered one by one, oldest first.</summary>
    public IReadOnlyCollection<VolumeId> Ids => ids;

    public static GoneVolumes Of(IEnumerable<VolumeId> ids, long? floor) => new(ids.ToImmutableSortedSet(ByAge), floor);

    /// <summary>Whether an id the host does not hold must not be created.</summary>
    public bool Refuses(VolumeId id) => ids.Contains(id) || id.CreatedAtUnixMilliseconds <= FloorUnixMilliseconds;

    public GoneVolumes Add(VolumeId id)
    {
        if (Refuses(id))
        {
            return this;
        }

        var (more, floor) = (ids.Add(id), FloorUnixMilliseconds);
        while (more.Count > Limit)
        {
            floor = Math.Max(floor ?? long.MinValue, more[0].CreatedAtUnixMilliseconds);
            more = more.Remove(more[0]);
        }

        return new GoneVolumes(more, floor);
    }
}
