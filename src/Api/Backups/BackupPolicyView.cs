using System.Text.Json.Serialization;
using CloudControl.Domain.Droplets;

namespace CloudControl.Api.Backups;

/// <summary>When a droplet's backups are taken, on the wire.</summary>
/// <param name="DropletId">Whose.</param>
/// <param name="BackupEnabled">Whether there are any.</param>
/// <param name="BackupPolicy">The policy; absent when there are none.</param>
/// <param name="NextBackupWindow">When the next one is taken; null when none is.</param>
public sealed record DropletBackupPolicyView(
    long DropletId, bool BackupEnabled,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BackupPolicyView? BackupPolicy, BackupWindowView? NextBackupWindow)
{
    public static DropletBackupPolicyView Of(Droplet droplet) => new(
        droplet.Id.Value, droplet.BackupPolicy is not null, BackupPolicyView.Of(droplet.BackupPolicy), BackupWindowView.Of(droplet));
}

/// <summary>A policy on the wire.</summary>
/// <param name="Plan"><c>daily</c> or <c>weekly</c>.</param>
/// <param name="Weekday">Such as <c>SUN</c>; absent for a daily plan.</param>
/// <param name="Hour">UTC hour at which the window opens.</param>
/// <param name="WindowLengthHours">How long it is open.</param>
/// <param name="RetentionPeriodDays">How long a backup is kept.</param>
public sealed record BackupPolicyView(
    string Plan, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Weekday, int Hour, int WindowLengthHours,
    int RetentionPeriodDays)
{
    public static BackupPolicyView? Of(BackupPolicy? policy) => policy is null ? null : new BackupPolicyView(
        NameOf(policy.Plan), policy.Weekday is { } day ? BackupPolicy.Weekdays[(int)day] : null, policy.Hour, BackupPolicy.WindowHours,
        policy.RetentionDays);

    /// <summary>The plan as it is spelled.</summary>
    public static string NameOf(BackupPlan plan) => plan == BackupPlan.Daily ? "daily" : "weekly";
}

/// <summary>When a backup is taken.</summary>
public sealed record BackupWindowView(DateTimeOffset Start, DateTimeOffset End)
{
    public static BackupWindowView? Of(Droplet droplet) => droplet.NextBackupAt is { } opens
        ? new BackupWindowView(opens, opens.AddHours(BackupPolicy.WindowHours))
        : null;
}
