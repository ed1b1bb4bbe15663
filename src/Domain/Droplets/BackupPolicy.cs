namespace CloudControl.Domain.Droplets;

/// <summary>How often a droplet's disk is kept; spelled in lower case on the wire.</summary>
public enum BackupPlan
{
    Daily,
    Weekly,
}

/// <summary>When a droplet's backups are taken and how long each is kept. Hours are UTC.</summary>
/// <param name="Plan">How often.</param>
/// <param name="Weekday">Which day of the week; null for a daily plan.</param>
/// <param name="Hour">The hour the window opens: one of <see cref="Hours"/>.</param>
public sealed record BackupPolicy(BackupPlan Plan, DayOfWeek? Weekday, int Hour)
{
    private static readonly List<string> Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>A backup is taken within so many hours after its window opened.</summary>
    public const int WindowHours = 4;

    /// <summary>Days a backup of a daily plan is kept.</summary>
    public const int DailyRetentionDays = 7;

    /// <summary>Days a backup of a weekly plan is kept.</summary>
    public const int WeeklyRetentionDays = 28;

    /// <summary>Hours at which a window can open.</summary>
    public static IReadOnlyList<int> Hours { get; } = [0, 4, 8, 12, 16, 20];

    /// <summary>The days of the week as on the wire, Sunday first.</summary>
    public static IReadOnlyList<string> Weekdays => Days;

    /// <summary>What a droplet gets whose owner asks for backups and says no more.</summary>
    public static BackupPolicy Usual { get; } = new(BackupPlan.Weekly, DayOfWeek.Sunday, 0);

    public int RetentionDays => Plan == BackupPlan.Daily ? DailyRetentionDays : WeeklyRetentionDays;

    /// <summary>Reads what a customer said. What is not said is as in <see cref="Usual"/>.</summary>
    /// <returns>The policy, or <see cref="BackupPolicyInvalid"/>.</returns>
    public static Result<BackupPolicy> Of(string? plan, string? weekday, int? hour)
    {
        var day = string.IsNullOrEmpty(weekday) ? 0 : Days.IndexOf(weekday.ToUpperInvariant());
        if (day < 0 || (hour is { } said && !Hours.Contains(said)))
        {
            return new BackupPolicyInvalid();
        }

        return plan switch
        {
            null or "" or "weekly" => new BackupPolicy(BackupPlan.Weekly, (DayOfWeek)day, hour ?? Usual.Hour),
            "daily" => new BackupPolicy(BackupPlan.Daily, null, hour ?? Usual.Hour),
            _ => new BackupPolicyInvalid(),
        };
    }

    /// <summary>When the next window opens, strictly after a moment.</summary>
    public DateTimeOffset NextWindow(DateTimeOffset after)
    {
        var opens = new DateTimeOffset(after.UtcDateTime.Date, TimeSpan.Zero).AddHours(Hour);
        while (opens <= after || (Weekday is { } day && opens.DayOfWeek != day))
        {
            opens = opens.AddDays(1);     // at most eight times
        }

        return opens;
    }
}
