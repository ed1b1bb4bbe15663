using System.Diagnostics;
using System.Globalization;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>Plays histories, seed after seed, on every core.</summary>
internal static class StorageSimulation
{
    /// <summary>Findings shown; the first is as good as the hundredth.</summary>
    private const int FindingLimit = 5;

    public sealed record Outcome(
        int Histories, long Crashes, long[] Faults, TimeSpan Took, TimeSpan ProcessorTime, IReadOnlyList<string> Findings)
    {
        /// <summary>How often each fault struck.</summary>
        public string FaultsByKind => string.Join(", ", Enum.GetValues<DiskFault>().Where(f => f != DiskFault.None).Select(f => $"{f} {Faults[(int)f]}"));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Histories} histories with {Crashes} crashes in {Took.TotalSeconds:F1} s ({Histories / Took.TotalSeconds:F0} histories and {Crashes / Took.TotalSeconds:F0} crashes a second, {Histories / ProcessorTime.TotalSeconds:F0} histories a processor second), {Findings.Count} findings");
    }

    /// <summary>Plays seeds from the first on, until the count or the time is used up or enough was found.</summary>
    public static Outcome Run(int firstSeed, int count, TimeSpan limit)
    {
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var (next, histories, crashes, findings) = (-1, 0, 0L, new List<string>());
        var faults = new long[Enum.GetValues<DiskFault>().Length];
        var gate = new Lock();
        var players = new Thread[Environment.ProcessorCount];
        for (var i = 0; i < players.Length; i++)
        {
            players[i] = new Thread(Play);
            players[i].Start();
        }

        Array.ForEach(players, player => player.Join());
        return new Outcome(histories, crashes, faults, watch.Elapsed, Environment.CpuUsage.TotalTime - before, findings);

        void Play()
        {
            var memory = new DiskMemory(Birth.LargestDisk);
            while (watch.Elapsed < limit && Volatile.Read(ref findings).Count < FindingLimit && Interlocked.Increment(ref next) is var mine && mine < count)
            {
                var played = History.Play(unchecked(firstSeed + mine), Subject.Honest, memory);
                lock (gate)
                {
                    (histories, crashes) = (histories + 1, crashes + played.Crashes);
                    for (var fault = 0; fault < faults.Length; fault++)
                    {
                        faults[fault] += played.Faults[fault];
                    }

                    if (played.Finding is { } finding)
                    {
                        findings.Add(finding);
                    }
                }
            }
        }
    }

    /// <summary>Which history, counted from 1, is the first to find something; null when none of so many does.</summary>
    public static (int History, string Finding)? FirstFinding(Subject subject, int firstSeed, int count)
    {
        var memory = new DiskMemory(Birth.LargestDisk);
        for (var i = 0; i < count; i++)
        {
            if (History.Play(firstSeed + i, subject, memory).Finding is { } finding)
            {
                return (i + 1, finding);
            }
        }

        return null;
    }
}
