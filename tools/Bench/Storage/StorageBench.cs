using System.Globalization;

namespace CloudControl.Bench.Storage;

/// <summary>The data path of a storage host, measured; a table of what was wanted and what was reached.</summary>
internal static class StorageBench
{
    /// <param name="folder">Where the disks are made: an empty folder on the file system to measure, with room for 4 GiB.</param>
    public static async Task RunAsync(string folder)
    {
        Console.WriteLine($"load {File.ReadAllText("/proc/loadavg").TrimEnd()}   processors {Environment.ProcessorCount}");
        Console.WriteLine();
        Console.WriteLine($"{"",-50}{"ours",14}{"yardstick",14}{"ratio",8}   target");
        foreach (var part in new Func<string, IAsyncEnumerable<Figure>>[] { NbdAgainstNbdkit.MeasureAsync, FirstWrites.MeasureAsync, Layouts.MeasureAsync })
        {
            await foreach (var figure in part(folder))
            {
                Console.WriteLine(figure);
            }
        }
    }
}

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">As it is shown, with its unit.</param>
/// <param name="Yardstick">What it is compared with, or empty.</param>
/// <param name="Ratio">Ours to the yardstick, or null.</param>
/// <param name="Target">What is wanted, or empty.</param>
/// <param name="Reached">Whether it was reached; null where nothing is wanted.</param>
internal sealed record Figure(string What, string Ours, string Yardstick, double? Ratio, string Target, bool? Reached)
{
    public override string ToString()
    {
        var ratio = Ratio?.ToString("f2", CultureInfo.InvariantCulture) ?? "";
        var verdict = Reached switch { true => "reached", false => "MISSED", null => "" };
        return $"{What,-50}{Ours,14}{Yardstick,14}{ratio,8}   {Target,-10}{verdict}".TrimEnd();
    }
}

/// <summary>What is said about a series of measurements.</summary>
internal static class Series
{
    public static double Median(this IEnumerable<double> values) => values.Percentile(50);

    public static double Percentile(this IEnumerable<double> values, int percent)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
    }

    public static string Milliseconds(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:f2} ms");
}
