using CloudControl.Infrastructure.Storage.Layout;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>The set of extents beside an ordinary set of numbers.</summary>
public sealed class ExtentSetTests
{
    private const int Extents = 60;

    [Fact]
    public void Every_operation_agrees_with_a_plain_set()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (a, b) = (RandomRanges(random), RandomRanges(random));
            var (x, y) = (ExtentSet.Of(a), ExtentSet.Of(b));
            var (p, q) = (Plain(a), Plain(b));
            Assert.Equal(p.Count, x.Count);
            Assert.Equal(p.Union(q).Order(), Plain(x.Union(y).Ranges).Order());
            Assert.Equal(p.Intersect(q).Order(), Plain(x.Intersect(y).Ranges).Order());
            Assert.Equal(p.Except(q).Order(), Plain(x.Except(y).Ranges).Order());
            Assert.Equal(p.Overlaps(q), x.Overlaps(y));
        }
    }

    [Fact]
    public void A_set_widened_to_fewer_ranges_loses_no_extent()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var ranges = RandomRanges(random);
            var limit = random.Next(1, 5);
            var widened = ExtentSet.Of(ranges).WidenedTo(limit);
            Assert.InRange(widened.Ranges.Count, 0, limit);
            Assert.Subset(Plain(widened.Ranges), Plain(ranges));
        }
    }

    [Fact]
    public void The_narrowest_gaps_are_filled_first() => Assert.Equal(
        "0+4 9+1", ExtentSet.Of([new(0, 1), new(3, 1), new(9, 1)]).WidenedTo(2).ToString());

    [Fact]
    public void New_volumes_get_clean_extents_in_one_run_before_any_others()
    {
        var free = ExtentSet.Of([new(0, 10), new(20, 5), new(30, 4)]);
        var dirty = ExtentSet.Of([new(20, 5)]);
        Assert.Equal([new ExtentRange(30, 4)], ExtentAllocation.Choose(free, dirty, 4));
        Assert.Equal([new ExtentRange(0, 10), new ExtentRange(30, 2)], ExtentAllocation.Choose(free, dirty, 12));
        Assert.Equal(19, ExtentAllocation.Choose(free, dirty, 19)!.Sum(r => r.Count));
        Assert.Null(ExtentAllocation.Choose(free, dirty, 20));
    }

    [Fact]
    public void A_volume_grows_onto_the_next_extents_and_ranges_that_meet_are_one()
    {
        IReadOnlyList<ExtentRange> held = [new(10, 5)];
        var free = ExtentSet.Of([new(0, 3), new(15, 6)]);
        Assert.Equal([new ExtentRange(10, 8)], ExtentAllocation.Extend(held, free, ExtentSet.Empty, 3));
        Assert.Equal([new ExtentRange(10, 9)], ExtentAllocation.Extend(held, free, free, 4));
        Assert.Equal([new ExtentRange(10, 11), new ExtentRange(0, 3)], ExtentAllocation.Extend(held, free, ExtentSet.Empty, 9));
        Assert.Equal(held, ExtentAllocation.Extend(held, free, ExtentSet.Empty, 0));
        Assert.Null(ExtentAllocation.Extend(held, free, ExtentSet.Empty, 10));
    }

    private static List<ExtentRange> RandomRanges(Random random) =>
        [.. Enumerable.Range(0, random.Next(8)).Select(_ => new ExtentRange(random.Next(Extents), random.Next(12)))];

    private static HashSet<long> Plain(IEnumerable<ExtentRange> ranges) =>
        [.. ranges.SelectMany(r => Enumerable.Range(0, (int)r.Count).Select(i => r.First + i))];
}
