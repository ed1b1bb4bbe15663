using System.Diagnostics;

namespace CloudControl.Bench.Api;

/// <summary>So many connections, each with one request under way at all times.</summary>
internal static class Load
{
    /// <summary>Requests answered in a second.</summary>
    /// <param name="server">Where.</param>
    /// <param name="connections">How many at a time.</param>
    /// <param name="duration">How long.</param>
    /// <param name="expected">The status every answer must have: a benchmark of refusals is none.</param>
    /// <param name="request">The request with this number.</param>
    public static async Task<double> MeasureAsync(Uri server, int connections, TimeSpan duration, int expected, Func<int, byte[]> request)
    {
        var sent = 0;
        var watch = Stopwatch.StartNew();
        var answered = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(SendAsync)));
        return answered.Sum() / watch.Elapsed.TotalSeconds;

        async Task<int> SendAsync()
        {
            await using var connection = await HttpConnection.OpenAsync(server);
            var count = 0;
            for (; watch.Elapsed < duration; count++)
            {
                var status = await connection.SendAsync(request(Interlocked.Increment(ref sent)));
                if (status != expected)
                {
                    throw new InvalidOperationException($"answered {status}, not {expected}");
                }
            }

            return count;
        }
    }

    /// <summary>How long each of some requests took, one after the other on one connection: the median, in milliseconds.</summary>
    public static async Task<double> MedianAsync(Uri server, int expected, IEnumerable<byte[]> requests)
    {
        await using var connection = await HttpConnection.OpenAsync(server);
        var times = new List<double>();
        foreach (var request in requests)
        {
            var watch = Stopwatch.StartNew();
            var status = await connection.SendAsync(request);
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (status != expected)
            {
                throw new InvalidOperationException($"answered {status}, not {expected}");
            }
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
