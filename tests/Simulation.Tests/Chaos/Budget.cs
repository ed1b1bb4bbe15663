using System.Globalization;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>
/// How much happens: with every test run each misfortune once, however long the machine takes for that; as much as there is time for with
/// <c>make chaos MINUTES=…</c>.
/// </summary>
internal static class Budget
{
    private static readonly string? Minutes = Environment.GetEnvironmentVariable("CHAOS_MINUTES");

    /// <summary>For how long misfortunes strike; null when each strikes once.</summary>
    public static TimeSpan? Chaos => Minutes is null ? null : TimeSpan.FromMinutes(double.Parse(Minutes, CultureInfo.InvariantCulture));

    /// <summary>Actions that are accepted at least: misfortunes that find nobody at home test nothing.</summary>
    public static int Actions => 120;

    /// <summary>The longest rest between two misfortunes.</summary>
    public static TimeSpan LongestPeace => TimeSpan.FromSeconds(Minutes is null ? 0.5 : 2);

    /// <summary>For how long the database is away in one piece.</summary>
    public static TimeSpan Outage => TimeSpan.FromSeconds(Minutes is null ? 8 : 20);

    /// <summary>Decides what the customers and the misfortunes do; when they do it, the machine decides.</summary>
    public static int Seed => int.TryParse(Environment.GetEnvironmentVariable("SEED"), out var seed) ? seed : Random.Shared.Next();
}
