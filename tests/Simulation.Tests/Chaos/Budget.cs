using System.Globalization;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>How much happens: a little with every test run, as much as is asked for with <c>make chaos MINUTES=…</c>.</summary>
internal static class Budget
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(15);

    private static readonly string? Minutes = Environment.GetEnvironmentVariable("CHAOS_MINUTES");

    /// <summary>For how long processes are killed.</summary>
    public static TimeSpan Chaos => Minutes is null ? Short : TimeSpan.FromMinutes(double.Parse(Minutes, CultureInfo.InvariantCulture));

    /// <summary>For how long the database is away in one piece.</summary>
    public static TimeSpan Outage => TimeSpan.FromSeconds(Minutes is null ? 8 : 20);

    /// <summary>Decides what the customers and the misfortunes do; when they do it, the machine decides.</summary>
    public static int Seed => int.TryParse(Environment.GetEnvironmentVariable("SEED"), out var seed) ? seed : Random.Shared.Next();
}
