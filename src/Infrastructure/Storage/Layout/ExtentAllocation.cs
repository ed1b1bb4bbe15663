namespace CloudControl.Infrastructure.Storage.Layout;

/// <summary>
/// Which free extents a volume gets. Clean ones first, since a volume on dirty extents must be scrubbed to the last byte;
/// one run if there is one, the tightest; else the largest runs until there are enough.
/// </summary>
public static class ExtentAllocation
{
    /// <summary>The extents, or null when there are not as many.</summary>
    public static IReadOnlyList<ExtentRange>? Choose(ExtentSet free, ExtentSet dirty, long count)
    {
        var clean = free.Except(dirty);
        return OneRun(clean, count) ?? (clean.Count >= count ? ManyRuns(clean, count) : null)
            ?? OneRun(free, count) ?? (free.Count >= count ? ManyRuns(free, count) : null);
    }

    /// <summary>
    /// The extents of a volume that grows: those it has and <paramref name="count"/> more behind them, the next on the disk if they
    /// are free and clean. Null when there are not as many.
    /// </summary>
    public static IReadOnlyList<ExtentRange>? Extend(IReadOnlyList<ExtentRange> held, ExtentSet free, ExtentSet dirty, long count)
    {
        if (count == 0)
        {
            return held;
        }

        var next = new ExtentRange(held[^1].End, count);
        if (free.Except(dirty).Ranges.Any(r => r.First <= next.First && r.End >= next.End))
        {
            return Join(held, [next]);
        }

        return Choose(free, dirty, count) is { } more ? Join(held, more) : null;
    }

    /// <summary>Ranges in their order, those that follow each other on the disk as one: lvm2 knows no border between them.</summary>
    private static List<ExtentRange> Join(IReadOnlyList<ExtentRange> held, IReadOnlyList<ExtentRange> more)
    {
        List<ExtentRange> joined = [.. held];
        foreach (var range in more)
        {
            if (range.First == joined[^1].End)
            {
                joined[^1] = joined[^1] with { Count = joined[^1].Count + range.Count };
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    private static List<ExtentRange>? OneRun(ExtentSet from, long count)
    {
        var fitting = from.Ranges.Where(r => r.Count >= count).OrderBy(r => r.Count).ThenBy(r => r.First).Take(1).ToList();
        return fitting is [var run] ? [new ExtentRange(run.First, count)] : null;
    }

    private static List<ExtentRange> ManyRuns(ExtentSet from, long count)
    {
        var chosen = new List<ExtentRange>();
        foreach (var run in from.Ranges.OrderByDescending(r => r.Count).ThenBy(r => r.First))
        {
            var take = Math.Min(run.Count, count);
            chosen.Add(new ExtentRange(run.First, take));
            count -= take;
            if (count == 0)
            {
                break;
            }
        }

        return chosen;
    }
}
