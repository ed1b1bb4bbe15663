using System.Collections.Concurrent;
using System.Diagnostics;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>Plays histories, seed after seed, on every core.</summary>
internal static class StorageSimulation
{
    /// <summary>Findings shown; the first is as good as the hundredth.</summary>
    private const int FindingLimit = 5;

    public sealed record Outcome(int Histories, int PowerCuts, TimeSpan Took, IReadOnlyList<string> Findings)
    {
        public override string ToString() =>
            $"{Histories} histories with {PowerCuts} power cuts in {Took.TotalSeconds:F1} s ({Histories / Took.TotalSeconds:F0} a second), {Findings.Count} findings";
    }

    /// <summary>Plays seeds from the first on, until the count or the time is used up or enough was found.</summary>
    public static async Task<Outcome> RunAsync(int firstSeed, int count, TimeSpan limit)
    {
        var (findings, watch, next, histories, powerCuts) = (new ConcurrentQueue<string>(), Stopwatch.StartNew(), -1, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(async () =>
        {
            var memory = DiskMemory.Of(Subject.DiskBytes);
            while (watch.Elapsed < limit && findings.Count < FindingLimit && Interlocked.Increment(ref next) is var mine && mine < count)
            {
                var played = await History.PlayAsync(unchecked(firstSeed + mine), Subject.Honest, memory);
                if (played.Finding is { } finding)
                {
                    findings.Enqueue(finding);
                }

                Interlocked.Increment(ref histories);
                Interlocked.Add(ref powerCuts, played.PowerCuts);
            }
        })));
        return new Outcome(histories, powerCuts, watch.Elapsed, [.. findings]);
    }

    /// <summary>Which history, counted from 1, is the first to find something; null when none of so many does.</summary>
    public static async Task<(int History, string Finding)?> FirstFindingAsync(Subject subject, int firstSeed, int count)
    {
        var memory = DiskMemory.Of(Subject.DiskBytes);
        for (var i = 0; i < count; i++)
        {
            if ((await History.PlayAsync(firstSeed + i, subject, memory)).Finding is { } finding)
            {
                return (i + 1, finding);
            }
        }

        return null;
    }
}
