using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Hosts;

/// <summary>Neighbouring physical extents that look the same to an operator, whoever holds them.</summary>
/// <param name="First">Index of the first extent, 0-based.</param>
/// <param name="Count">How many; at least 1.</param>
/// <param name="State">Their state; on a coarse map the one that most deserves a look.</param>
/// <param name="Dirty">Whether bytes of a former owner may lie on any of them.</param>
public sealed record MapRun(long First, long Count, ExtentState State, bool Dirty);

/// <summary>
/// The map of a host's extents as its worker last published it: runs in physical order that together cover the host. Bounded,
/// however fragmented the host is: a map with more runs than <see cref="MaximumRuns"/> is drawn in equal cells instead.
/// </summary>
public sealed class HostExtents
{
    /// <summary>More than a screen can show apart, and less than a tenth of a megabyte on the wire.</summary>
    public const int MaximumRuns = 1024;

    private HostExtents()
    {
    }

    public string HostName { get; private init; } = "";

    public IReadOnlyList<MapRun> Runs { get; private set; } = [];

    /// <summary>Whether each run shows the loudest of several states.</summary>
    public bool IsCoarse { get; private set; }

    /// <summary>When this map was taken. It is published again only when it changed.</summary>
    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>Draws the map of a host.</summary>
    /// <param name="hostName">The host.</param>
    /// <param name="extents">All of them, in physical order.</param>
    /// <param name="now">When they were looked at.</param>
    public static HostExtents Draw(string hostName, IReadOnlyList<ExtentRun> extents, DateTimeOffset now)
    {
        var runs = Join(extents.Select(e => new MapRun(e.First, e.Count, e.State, e.Dirty)));
        var isCoarse = runs.Count > MaximumRuns;
        return new() { HostName = hostName, Runs = isCoarse ? Join(Cells(runs)) : runs, IsCoarse = isCoarse, TakenAt = now };
    }

    /// <summary>Whether somebody who looks at both sees a difference.</summary>
    public bool LooksLike(HostExtents other) => IsCoarse == other.IsCoarse && Runs.SequenceEqual(other.Runs);

    /// <summary>Takes over what a later map of the same host shows.</summary>
    public void Become(HostExtents later) => (Runs, IsCoarse, TakenAt) = (later.Runs, later.IsCoarse, later.TakenAt);

    /// <summary>Makes one run of neighbours that look the same.</summary>
    private static List<MapRun> Join(IEnumerable<MapRun> runs)
    {
        var joined = new List<MapRun>();
        foreach (var run in runs)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.State == run.State && last.Dirty == run.Dirty)
            {
                joined[^1] = last with { Count = last.Count + run.Count };
            }
            else
            {
                joined.Add(run);
            }
        }

        return joined;
    }

    /// <summary>At most <see cref="MaximumRuns"/> cells of equal size; the last may be smaller.</summary>
    private static IEnumerable<MapRun> Cells(List<MapRun> runs)
    {
        var end = runs[^1].First + runs[^1].Count;
        var size = (end + MaximumRuns - 1) / MaximumRuns;
        var at = 0;
        for (var first = 0L; first < end; first += size)
        {
            var cell = new MapRun(first, Math.Min(size, end - first), ExtentState.Free, Dirty: false);
            while (runs[at].First + runs[at].Count <= first)
            {
                at++;
            }

            for (var i = at; i < runs.Count && runs[i].First < first + cell.Count; i++)
            {
                cell = cell with { State = Louder(cell.State, runs[i].State), Dirty = cell.Dirty || runs[i].Dirty };
            }

            yield return cell;
        }
    }

    private static ExtentState Louder(ExtentState one, ExtentState other) => Loudness(one) >= Loudness(other) ? one : other;

    /// <summary>Quarantine is what operators look for, and free space what they need not see.</summary>
    private static int Loudness(ExtentState state) => state switch
    {
        ExtentState.Free => 0,
        ExtentState.Allocated => 1,
        ExtentState.Quarantined => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "an extent is free, allocated or quarantined"),
    };
}
