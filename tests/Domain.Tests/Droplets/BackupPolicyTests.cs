using System.Globalization;
using CloudControl.Domain.Droplets;

namespace CloudControl.Domain.Tests.Droplets;

public sealed class BackupPolicyTests
{
    [Theory]
    [InlineData("daily", null, 8, "2026-03-04T07:59:59Z", "2026-03-04T08:00:00Z")]
    [InlineData("daily", null, 8, "2026-03-04T08:00:00Z", "2026-03-05T08:00:00Z")]     // strictly after: this window's is taken
    [InlineData("daily", "MON", 0, "2026-12-31T20:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("weekly", "WED", 20, "2026-03-04T19:00:00Z", "2026-03-04T20:00:00Z")]    // a Wednesday
    [InlineData("weekly", "wed", 20, "2026-03-04T20:00:00Z", "2026-03-11T20:00:00Z")]
    [InlineData("weekly", "TUE", 4, "2026-03-04T20:00:00Z", "2026-03-10T04:00:00Z")]
    [InlineData(null, null, null, "2026-03-04T20:00:00Z", "2026-03-08T00:00:00Z")]       // weekly, on Sunday at midnight
    public void The_next_window_is_the_first_after_a_moment(string? plan, string? weekday, int? hour, string after, string opens) =>
        Assert.Equal(Moment(opens), BackupPolicy.Of(plan, weekday, hour).Value!.NextWindow(Moment(after)));

    [Theory]
    [InlineData("hourly", null, null)]
    [InlineData("weekly", "SOMEDAY", 0)]
    [InlineData("daily", null, 3)]
    public void What_is_no_policy_is_refused(string plan, string? weekday, int? hour) =>
        Assert.IsType<BackupPolicyInvalid>(BackupPolicy.Of(plan, weekday, hour).Error);

    [Fact]
    public void A_week_of_daily_backups_is_kept_and_four_of_weekly_ones() => Assert.Equal(
        (7, 28), (BackupPolicy.Of("daily", null, 0).Value!.RetentionDays, BackupPolicy.Usual.RetentionDays));

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
