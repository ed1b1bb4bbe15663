using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace CloudControl.Infrastructure.Metrics;

/// <summary>
/// Counts this process's HTTP requests by listening to ASP.NET Core's own instrument. Labels are bounded: its methods are the known
/// ones and <c>_OTHER</c>, a route is the template and never the path (empty when none matched), and statuses are ours.
/// </summary>
public sealed class HttpMetrics : IDisposable
{
    private const string Meter = "Microsoft.AspNetCore.Hosting";
    private const string Instrument = "http.server.request.duration";

    private readonly ConcurrentDictionary<Key, Histogram> durations = new();
    private readonly MeterListener listener = new();

    /// <param name="meters">The process's own meters: another host in the same process has others.</param>
    public HttpMetrics(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == Instrument && instrument.Meter.Name == Meter && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
            durations.GetOrAdd(KeyOf(tags), _ => new Histogram(Histogram.Seconds)).Observe(seconds));
        listener.Start();
    }

    public void Write(MetricText text)
    {
        text.Histogram("http_request_duration_seconds", "HTTP requests answered by this process, by route template.");
        foreach (var (key, histogram) in durations.OrderBy(d => d.Key.Route, StringComparer.Ordinal).ThenBy(d => d.Key.Method, StringComparer.Ordinal).ThenBy(d => d.Key.Status))
        {
            text.Distribution(
                histogram, ("method", key.Method), ("route", key.Route), ("status", key.Status.ToString(CultureInfo.InvariantCulture)));
        }
    }

    public void Dispose() => listener.Dispose();

    private static Key KeyOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = new Key("", "", 0);
        foreach (var (name, value) in tags)
        {
            key = name switch
            {
                "http.request.method" => key with { Method = value as string ?? "" },
                "http.route" => key with { Route = value as string ?? "" },
                "http.response.status_code" => key with { Status = value as int? ?? 0 },
                _ => key,
            };
        }

        return key;
    }

    private readonly record struct Key(string Method, string Route, int Status);
}
