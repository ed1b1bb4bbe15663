using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;

namespace CloudControl.Workers.Reconcilers;

/// <summary>Something for an operator.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Volume">The volume it is about; null when it is about the host.</param>
internal sealed record Difference(FindingKind Kind, string Subject, string Detail, VolumeId? Volume = null);

/// <summary>
/// What follows from a look, as a pure function. Two things are understood, and put right by the ordinary run that gives a volume back:
/// extents that are quarantined, and a volume the database has released, with no run that sees to either. Everything else is for an
/// operator: nothing is freed that is not understood. What an open run works on is that run's business.
/// <code>
///                    row: none     ordered      ready        quarantined   released
/// not on the host    –             unfinished   missing      give back     –
/// allocated          orphaned      unfinished   (as it is)   give back     give back
/// quarantined        orphaned      differs      differs      give back     give back
/// </code>
/// </summary>
internal static class Differences
{
    /// <summary>Failures in a row that are worth an operator's look: one is what a lost connection costs.</summary>
    private const int KeepsFailing = 3;

    /// <summary>Volumes that nobody gives back, though it is known that they are to be given back.</summary>
    public static IReadOnlyList<VolumeId> ToGiveBack(HostLook look) =>
    [
        .. look.Known.Values.Where(known => known.HostName == look.HostName && !look.Runs.Contains(known.Id)).Where(known => known.State switch
        {
            VolumeState.Quarantined => true,
            VolumeState.Released => look.OnHost.ContainsKey(known.Id),
            _ => false,
        }).Select(known => known.Id),
    ];

    public static IReadOnlyList<Difference> Of(HostLook look) =>
    [
        .. look.OnHost.SelectMany(held => OnHost(look, held.Key, held.Value)),
        .. look.Known.Values.Where(known => !look.OnHost.ContainsKey(known.Id)).SelectMany(known => NotOnHost(look, known)),
        .. look.OnHost.Where(held => held.Value.State == ExtentState.Quarantined).SelectMany(held => Failing(look, held.Key)),
        .. OfTheHost(look),
    ];

    private static IEnumerable<Difference> OnHost(HostLook look, VolumeId id, HeldVolume held)
    {
        if (look.Runs.Contains(id) || look.Cleaning?.Id == id)
        {
            return [];
        }

        var extents = $"{held.ExtentCount} extents are {held.State.ToString().ToLowerInvariant()}";
        return look.Known.GetValueOrDefault(id) switch
        {
            null => [About(id, FindingKind.OrphanedVolume, $"{extents} under a volume the database has never heard of; they stay as they are")],
            var known when known.HostName != look.HostName => [About(id, FindingKind.VolumeDiffers, $"{extents}, and the database has it on {known.HostName}")],
            { State: VolumeState.Quarantined or VolumeState.Released } => [],
            var known when held.State == ExtentState.Quarantined =>
                [About(id, FindingKind.VolumeDiffers, $"{extents}, and the database says {known.State.ToString().ToLowerInvariant()}")],
            var known when known.ExtentCount != held.ExtentCount => [About(id, FindingKind.VolumeDiffers, $"{extents}, and {known.ExtentCount} are paid for")],
            { State: VolumeState.Ordered } => [About(id, FindingKind.UnfinishedVolume, $"{extents}, it was ordered, and no run finishes it")],
            _ => [],
        };
    }

    private static IEnumerable<Difference> NotOnHost(HostLook look, KnownVolume known) => known.State switch
    {
        _ when look.Runs.Contains(known.Id) => [],
        VolumeState.Ready => [About(known.Id, FindingKind.MissingVolume, "the database says that it is ready, and the host has no such volume")],
        VolumeState.Ordered => [About(known.Id, FindingKind.UnfinishedVolume, $"it was ordered and holds {known.ExtentCount} extents, and no run makes it")],
        _ => [],
    };

    private static IEnumerable<Difference> Failing(HostLook look, VolumeId id) =>
        look.Runs[id].Where(run => run.Failures >= KeepsFailing).Take(1).Select(run =>
            About(id, FindingKind.ScrubFailing, $"run {run.Run:n} failed {run.Failures} times in a row and is tried again: {run.Reason}"));

    private static IEnumerable<Difference> OfTheHost(HostLook look)
    {
        var (account, capacity, subject) = (look.Account, look.Capacity, $"host:{look.HostName}");
        if (account.HeldExtents != account.Holdings)
        {
            yield return new(FindingKind.AccountDrift, subject, $"its account holds {account.HeldExtents} extents, its volumes {account.Holdings}");
        }

        if (capacity.TotalExtents < account.HeldExtents)
        {
            yield return new(FindingKind.CapacityLost, subject, $"it has {capacity.TotalExtents} extents, and {account.HeldExtents} are promised");
        }

        if (account.State == HostState.Removing && !capacity.IsFreeAndClean)
        {
            yield return new(
                FindingKind.NotEmpty, subject,
                $"it is to be removed: {capacity.AllocatedExtents} extents are allocated, {capacity.QuarantinedExtents} quarantined, {capacity.DirtyFreeExtents} free and dirty");
        }
    }

    private static Difference About(VolumeId id, FindingKind kind, string detail) => new(kind, $"volume:{id}", detail, id);
}
