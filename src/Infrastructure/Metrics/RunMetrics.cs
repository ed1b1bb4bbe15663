using System.Collections.Concurrent;

namespace CloudControl.Infrastructure.Metrics;

/// <summary>Counts the runs this process brought to their end. The database knows the open ones; those that ended are too many to count.</summary>
public sealed class RunMetrics
{
    private readonly ConcurrentDictionary<(string Pipeline, string Status), long> ended = new();

    /// <param name="pipeline">One of those registered: a bounded set.</param>
    /// <param name="status"><c>done</c> or <c>failed</c>.</param>
    public void Ended(string pipeline, string status) => ended.AddOrUpdate((pipeline, status), 1, (_, count) => count + 1);

    public void Write(MetricText text)
    {
        text.Counter("cloudcontrol_runs_ended_total", "Runs this process brought to their end: done, or failed and undone.");
        foreach (var ((pipeline, status), count) in ended.OrderBy(e => e.Key.Pipeline, StringComparer.Ordinal).ThenBy(e => e.Key.Status, StringComparer.Ordinal))
        {
            text.Sample(count, ("pipeline", pipeline), ("status", status));
        }
    }
}
