using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace CloudControl.Testing;

/// <summary>
/// A page in Prometheus' text format, read as strictly as promtool would: every sample under the help and type of its family, families
/// in one piece, no series twice, labels spelled and escaped as they must be, histograms cumulated and complete.
/// </summary>
public sealed partial class Exposition
{
    private readonly Dictionary<string, double> samples = [];
    private readonly Dictionary<string, string> types = [];

    private Exposition()
    {
    }

    /// <summary>Families by name, with their types.</summary>
    public IReadOnlyDictionary<string, string> Types => types;

    /// <summary>Values by series, such as <c>runs{state="stuck"}</c>.</summary>
    public IReadOnlyDictionary<string, double> Samples => samples;

    /// <summary>Reads a page; fails the test where it breaks a rule.</summary>
    public static Exposition Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var page = new Exposition();
        var (family, helped) = ("", "");
        foreach (var line in text[..^1].Split('\n'))
        {
            if (HelpLine().Match(line) is { Success: true } help)
            {
                helped = help.Groups["name"].Value;
            }
            else if (TypeLine().Match(line) is { Success: true } type)
            {
                family = type.Groups["name"].Value;
                Assert.Equal(helped, family);
                Assert.True(page.types.TryAdd(family, type.Groups["type"].Value), $"{family} is begun twice");
            }
            else
            {
                page.AddSample(line, family);
            }
        }

        Assert.All(page.types.Where(t => t.Value == "histogram"), t => page.CheckHistogram(t.Key));
        Assert.All(page.types.Where(t => t.Value == "counter"), t => Assert.EndsWith("_total", t.Key, StringComparison.Ordinal));
        return page;
    }

    private void AddSample(string line, string family)
    {
        var sample = SampleLine().Match(line);
        Assert.True(sample.Success, $"no sample: {line}");
        var name = sample.Groups["name"].Value;
        string[] allowed = types[family] == "histogram" ? [family + "_bucket", family + "_sum", family + "_count"] : [family];
        Assert.Contains(name, allowed);
        var value = sample.Groups["value"].Value;
        var number = value == "+Inf" ? double.PositiveInfinity : double.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture);
        Assert.True(samples.TryAdd(name + sample.Groups["labels"].Value, number), $"the series is there twice: {line}");
    }

    private void CheckHistogram(string family)
    {
        var buckets = samples.Where(s => s.Key.StartsWith(family + "_bucket{", StringComparison.Ordinal))
            .Select(s => (Series: Limit().Replace(s.Key, ""), Limit: Limit().Match(s.Key).Groups["limit"].Value, Count: s.Value))
            .GroupBy(b => b.Series[(family + "_bucket").Length..]);
        foreach (var series in buckets)
        {
            var cumulated = series.OrderBy(b => b.Limit == "+Inf" ? double.PositiveInfinity : double.Parse(b.Limit, CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(cumulated.Select(b => b.Count).Order(), cumulated.Select(b => b.Count));
            Assert.Equal("+Inf", cumulated[^1].Limit);
            var labels = series.Key == "{}" ? "" : series.Key;
            Assert.Equal(samples[family + "_count" + labels], cumulated[^1].Count);
            Assert.True(samples.ContainsKey(family + "_sum" + labels), $"{family}{labels} has no sum");
        }
    }

    [GeneratedRegex(@"^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) \S.*$")]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>gauge|counter|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_]\w*="([^"\\\n]|\\[\\n"])*"(,[a-zA-Z_]\w*="([^"\\\n]|\\[\\n"])*")*\})? (?<value>\+Inf|[-+0-9.eE]+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex(",?le=\"(?<limit>[^\"]+)\"")]
    private static partial Regex Limit();
}
