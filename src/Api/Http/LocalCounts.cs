using System.Collections.Concurrent;

namespace CloudControl.Api.Http;

/// <summary>Requests of an hour counted in this process alone: of addresses that send no token, and of everybody while the limits are off.</summary>
internal sealed class LocalCounts(RateLimitSettings settings)
{
    private const int SecondsPerHour = 3600;

    /// <summary>Counters kept at one time. Beyond it strangers share one counter: memory is bounded, whoever knocks.</summary>
    private const int MaximumCounters = 100_000;

    private const string Strangers = "strangers";

    private Window window = new(0);

    public RateVerdict Count(string key, DateTimeOffset now)
    {
        var current = WindowOf(now.ToUnixTimeSeconds() / SecondsPerHour);
        var used = current.Count(key);
        return new RateVerdict(
            used <= settings.RequestsPerHour, settings.RequestsPerHour, Math.Max(0, settings.RequestsPerHour - used), (current.Number + 1) * SecondsPerHour);
    }

    /// <summary>What somebody who was never counted sees.</summary>
    public RateVerdict Untouched(DateTimeOffset now) =>
        new(true, settings.RequestsPerHour, settings.RequestsPerHour, ((now.ToUnixTimeSeconds() / SecondsPerHour) + 1) * SecondsPerHour);

    private Window WindowOf(long number)
    {
        var current = Volatile.Read(ref window);
        if (current.Number == number)
        {
            return current;
        }

        // Whoever is first puts the new hour in place; the old hour's counters go with it.
        var next = new Window(number);
        var before = Interlocked.CompareExchange(ref window, next, current);
        return ReferenceEquals(before, current) ? next : before;
    }

    private sealed class Window(long number)
    {
        private readonly ConcurrentDictionary<string, int> counts = new();

        public long Number { get; } = number;

        public int Count(string key) => counts.AddOrUpdate(
            counts.Count < MaximumCounters || counts.ContainsKey(key) ? key : Strangers, 1, (_, count) => count < int.MaxValue ? count + 1 : count);
    }
}
