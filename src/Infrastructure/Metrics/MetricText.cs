using System.Globalization;
using System.Text;

namespace CloudControl.Infrastructure.Metrics;

/// <summary>
/// Writes Prometheus' text exposition format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats): families, each with
/// its help and type, and their samples beneath. Names are ours and taken as they are; label values may be anything.
/// </summary>
public sealed class MetricText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();
    private string family = "";

    /// <summary>Begins a number that goes up and down.</summary>
    public MetricText Gauge(string name, string help) => Begin(name, "gauge", help);

    /// <summary>Begins a number that only grows while the process lives; its name ends in <c>_total</c>.</summary>
    public MetricText Counter(string name, string help) => Begin(name, "counter", help);

    /// <summary>Begins a family whose samples are written by <see cref="Distribution"/>.</summary>
    public MetricText Histogram(string name, string help) => Begin(name, "histogram", help);

    /// <summary>Adds a sample to the family begun last.</summary>
    public MetricText Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Line("", value, labels);

    /// <summary>Adds the samples of one histogram.</summary>
    /// <param name="histogram">What was observed.</param>
    /// <param name="labels">Its labels, without <c>le</c>.</param>
    public MetricText Distribution(Histogram histogram, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var (counts, sum) = histogram.Read();
        (string Name, string Value)[] withLimit = [.. labels, ("le", "")];
        var total = 0L;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            total += counts[bucket];
            withLimit[^1].Value = bucket < histogram.Limits.Count ? NumberOf(histogram.Limits[bucket]) : "+Inf";
            Line("_bucket", total, withLimit);
        }

        Line("_sum", sum, labels);
        return Line("_count", total, labels);
    }

    public override string ToString() => text.ToString();

    private MetricText Begin(string name, string type, string help)
    {
        family = name;
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        return this;
    }

    private MetricText Line(string suffix, double value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        text.Append(family).Append(suffix);
        for (var i = 0; i < labels.Length; i++)
        {
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escaped(labels[i].Value)).Append('"');
        }

        text.Append(labels.Length > 0 ? "} " : " ").Append(NumberOf(value)).Append('\n');
        return this;
    }

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string NumberOf(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
