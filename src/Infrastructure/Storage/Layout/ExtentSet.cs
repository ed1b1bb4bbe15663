namespace CloudControl.Infrastructure.Storage.Layout;

/// <summary>Neighbouring physical extents: <paramref name="Count"/> of them from <paramref name="First"/>, 0-based.</summary>
public readonly record struct ExtentRange(long First, long Count)
{
    /// <summary>The first extent behind the range.</summary>
    public long End => First + Count;
}

/// <summary>A set of physical extents as sorted ranges that do not touch. Immutable.</summary>
public sealed class ExtentSet
{
    private ExtentSet(ExtentRange[] ranges) => Ranges = ranges;

    public static ExtentSet Empty { get; } = new([]);

    public IReadOnlyList<ExtentRange> Ranges { get; }

    /// <summary>How many extents.</summary>
    public long Count => Ranges.Sum(r => r.Count);

    /// <summary>The set of all extents in any of the ranges, which may overlap and come in any order.</summary>
    public static ExtentSet Of(IEnumerable<ExtentRange> ranges)
    {
        var joined = new List<ExtentRange>();
        foreach (var range in ranges.Where(r => r.Count > 0).OrderBy(r => r.First))
        {
            if (joined.Count > 0 && range.First <= joined[^1].End)
            {
                joined[^1] = new ExtentRange(joined[^1].First, Math.Max(joined[^1].End, range.End) - joined[^1].First);
            }
            else
            {
                joined.Add(range);
            }
        }

        return new ExtentSet([.. joined]);
    }

    public ExtentSet Union(ExtentSet other) => Of(Ranges.Concat(other.Ranges));

    public ExtentSet Intersect(ExtentSet other)
    {
        var common = new List<ExtentRange>();
        for (int a = 0, b = 0; a < Ranges.Count && b < other.Ranges.Count;)
        {
            var (x, y) = (Ranges[a], other.Ranges[b]);
            var first = Math.Max(x.First, y.First);
            var end = Math.Min(x.End, y.End);
            if (end > first)
            {
                common.Add(new ExtentRange(first, end - first));
            }

            if (x.End < y.End)
            {
                a++;
            }
            else
            {
                b++;
            }
        }

        return new ExtentSet([.. common]);
    }

    public ExtentSet Except(ExtentSet other)
    {
        var (left, b) = (new List<ExtentRange>(), 0);
        foreach (var range in Ranges)
        {
            var first = range.First;
            while (b < other.Ranges.Count && other.Ranges[b].End <= first)
            {
                b++;
            }

            for (var hole = b; hole < other.Ranges.Count && other.Ranges[hole].First < range.End; hole++)
            {
                if (other.Ranges[hole].First > first)
                {
                    left.Add(new ExtentRange(first, other.Ranges[hole].First - first));
                }

                first = other.Ranges[hole].End;
            }

            if (first < range.End)
            {
                left.Add(new ExtentRange(first, range.End - first));
            }
        }

        return new ExtentSet([.. left]);
    }

    /// <summary>The first <paramref name="count"/> extents in physical order, in at most <paramref name="mostRanges"/> ranges; all, if there are fewer.</summary>
    public ExtentSet Take(long count, int mostRanges)
    {
        var taken = new List<ExtentRange>();
        foreach (var range in Ranges.Take(mostRanges))
        {
            var here = Math.Min(range.Count, count);
            if (here <= 0)
            {
                break;
            }

            taken.Add(range with { Count = here });
            count -= here;
        }

        return new ExtentSet([.. taken]);
    }

    public bool Overlaps(ExtentSet other) => Intersect(other).Ranges.Count > 0;

    /// <summary>A set of at most <paramref name="limit"/> ranges that holds at least these extents: the narrowest gaps are filled.</summary>
    public ExtentSet WidenedTo(int limit)
    {
        if (Ranges.Count <= limit)
        {
            return this;
        }

        var widest = Ranges.Skip(1).Select((r, i) => (Gap: r.First - Ranges[i].End, After: i))
            .OrderByDescending(g => g.Gap).Take(limit - 1).Select(g => g.After).ToHashSet();
        var joined = new List<ExtentRange>();
        for (int i = 0, from = 0; i < Ranges.Count; i++)
        {
            if (widest.Contains(i) || i == Ranges.Count - 1)
            {
                joined.Add(new ExtentRange(Ranges[from].First, Ranges[i].End - Ranges[from].First));
                from = i + 1;
            }
        }

        return new ExtentSet([.. joined]);
    }

    public override string ToString() => string.Join(' ', Ranges.Select(r => $"{r.First}+{r.Count}"));
}
