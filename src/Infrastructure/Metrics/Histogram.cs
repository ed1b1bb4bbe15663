namespace CloudControl.Infrastructure.Metrics;

/// <summary>Counts observations by size. Any number of threads may observe while one reads.</summary>
/// <param name="limits">Upper limits of the buckets, ascending and inclusive; one more bucket takes what is larger.</param>
public sealed class Histogram(IReadOnlyList<double> limits)
{
    /// <summary>For the duration of requests, in seconds: Prometheus' own default.</summary>
    public static readonly IReadOnlyList<double> Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock gate = new();
    private readonly long[] counts = new long[limits.Count + 1];
    private double sum;

    public IReadOnlyList<double> Limits => limits;

    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < limits.Count && value > limits[bucket])
        {
            bucket++;
        }

        lock (gate)
        {
            counts[bucket]++;
            sum += value;
        }
    }

    /// <summary>Observations by bucket, not cumulated, and their sum, of one moment.</summary>
    public (long[] Counts, double Sum) Read()
    {
        lock (gate)
        {
            return ([.. counts], sum);
        }
    }
}
