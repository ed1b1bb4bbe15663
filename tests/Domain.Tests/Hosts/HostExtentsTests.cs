using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Tests.Hosts;

public sealed class HostExtentsTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Neighbours_that_look_the_same_are_one_run_whoever_holds_them()
    {
        var map = Draw(
            new(0, 10, ExtentState.Allocated, false, VolumeId.New()), new(10, 5, ExtentState.Allocated, false, VolumeId.New()),
            new(15, 5, ExtentState.Free, true, null), new(20, 80, ExtentState.Free, false, null));

        Assert.False(map.IsCoarse);
        Assert.Equal(
            [new(0, 15, ExtentState.Allocated, false), new(15, 5, ExtentState.Free, true), new MapRun(20, 80, ExtentState.Free, false)], map.Runs);
    }

    [Theory]
    [InlineData(HostExtents.MaximumRuns, false)]
    [InlineData(HostExtents.MaximumRuns + 1, true)]
    [InlineData(100_003, true)]
    public void A_map_is_bounded_and_covers_the_whole_host(int runs, bool isCoarse)
    {
        var map = Draw(Striped(runs));

        Assert.Equal(isCoarse, map.IsCoarse);
        Assert.InRange(map.Runs.Count, 1, HostExtents.MaximumRuns);
        Assert.Equal(runs * 3L, map.Runs.Sum(r => r.Count));
        Assert.All(map.Runs.Skip(1).Zip(map.Runs), pair => Assert.Equal(pair.Second.First + pair.Second.Count, pair.First.First));
    }

    [Fact]
    public void A_coarse_map_hides_no_extent_in_quarantine_and_no_dirt()
    {
        var extents = Striped(50_000);
        extents[20_001] = extents[20_001] with { State = ExtentState.Quarantined };
        extents[30_001] = extents[30_001] with { Dirty = true };

        var map = Draw(extents);

        Assert.True(map.IsCoarse);
        Assert.Contains(map.Runs, r => r.State == ExtentState.Quarantined && Covers(r, extents[20_001].First));
        Assert.Contains(map.Runs, r => r.Dirty && Covers(r, extents[30_001].First));
    }

    [Fact]
    public void Two_maps_taken_at_different_times_look_alike_when_nothing_changed()
    {
        var later = HostExtents.Draw("nyc3-01", Striped(4), Now.AddHours(1));

        Assert.True(Draw(Striped(4)).LooksLike(later));
        Assert.False(Draw(Striped(5)).LooksLike(later));
    }

    private static bool Covers(MapRun run, long extent) => run.First <= extent && extent < run.First + run.Count;

    private static HostExtents Draw(params ExtentRun[] extents) => HostExtents.Draw("nyc3-01", extents, Now);

    /// <summary>Runs of three extents, in turns allocated and free.</summary>
    private static ExtentRun[] Striped(int runs) =>
        [.. Enumerable.Range(0, runs).Select(i => new ExtentRun(i * 3L, 3, i % 2 == 0 ? ExtentState.Allocated : ExtentState.Free, false, null))];
}
