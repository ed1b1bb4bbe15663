using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace CloudControl.Bench.Api;

/// <summary>So many connections with a thread each, and with one request under way at all times.</summary>
internal static class Load
{
    /// <summary>Requests answered in a second.</summary>
    /// <param name="server">Where.</param>
    /// <param name="connections">How many at a time.</param>
    /// <param name="duration">How long.</param>
    /// <param name="expected">The status every answer must have: a benchmark of refusals is none.</param>
    /// <param name="request">The request with this number.</param>
    public static double Measure(Uri server, int connections, TimeSpan duration, int expected, Func<int, byte[]> request)
    {
        var (sent, answered) = (0, 0);
        var watch = Stopwatch.StartNew();
        var failures = new ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, connections).Select(_ => new Thread(SendAll)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return failures.IsEmpty ? answered / watch.Elapsed.TotalSeconds : throw new AggregateException(failures);

        void SendAll()
        {
            try
            {
                using var connection = new HttpConnection(server);
                for (; watch.Elapsed < duration; Interlocked.Increment(ref answered))
                {
                    Send(connection, request(Interlocked.Increment(ref sent)), expected);
                }
            }
            catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
            {
                failures.Enqueue(e);
            }
        }
    }

    /// <summary>How long each of some requests took, one after the other on one connection: the median, in milliseconds.</summary>
    public static double Median(Uri server, int expected, IEnumerable<byte[]> requests)
    {
        using var connection = new HttpConnection(server);
        var times = new List<double>();
        foreach (var request in requests)
        {
            var watch = Stopwatch.StartNew();
            Send(connection, request, expected);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static void Send(HttpConnection connection, byte[] request, int expected)
    {
        if (connection.Send(request) is var status && status != expected)
        {
            throw new InvalidOperationException($"answered {status}, not {expected}");
        }
    }
}
