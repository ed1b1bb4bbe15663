using CloudControl.Api.Document;
using CloudControl.Api.Http.Json;
using FluentValidation;

namespace CloudControl.Api.DropletActions;

/// <summary>What a droplet is asked to do. Which members count depends on the type.</summary>
/// <param name="Type">
/// One of <c>power_on</c>, <c>power_off</c>, <c>shutdown</c>, <c>reboot</c>, <c>power_cycle</c>, <c>rebuild</c>, <c>rename</c>,
/// <c>snapshot</c>, <c>restore</c>, <c>resize</c>, <c>enable_backups</c>, <c>disable_backups</c>,
/// <c>change_backup_policy</c>, <c>enable_ipv6</c>, <c>password_reset</c>,
/// <c>enable_deletion_protection</c>, <c>disable_deletion_protection</c>.
/// </param>
/// <param name="Name">For a rename; for a snapshot, which has one of its own when none is given.</param>
/// <param name="Image">For a rebuild: id or slug; absent means the image the droplet was made from. For a restore: id of a snapshot or backup of
/// the droplet.</param>
/// <param name="Size">For a resize: the slug of the new size.</param>
/// <param name="Disk">For a resize: whether the disk grows with it, for good.</param>
/// <param name="BackupPolicy">For enabling backups, weekly unless said otherwise; for changing the policy.</param>
[BodyExample("power off", """{"type": "power_off"}""")]
[BodyExample("resize", """{"type": "resize", "size": "s-1vcpu-2gb", "disk": true}""")]
[BodyExample("rebuild", """{"type": "rebuild", "image": "debian-12-x64"}""")]
[BodyExample("rename", """{"type": "rename", "name": "web-2.example.com"}""")]
[BodyExample("snapshot", """{"type": "snapshot", "name": "before the upgrade"}""")]
[BodyExample("backups", """{"type": "enable_backups", "backup_policy": {"plan": "weekly", "weekday": "SUN", "hour": 20}}""")]
public sealed record DropletActionRequest(string? Type, string? Name, LooseText? Image, string? Size, bool? Disk, BackupPolicyRequest? BackupPolicy)
{
    public sealed class Validator : AbstractValidator<DropletActionRequest>
    {
        public Validator() => RuleFor(r => r.Type).NotEmpty().WithMessage("type must name an action.");
    }
}

/// <summary>When backups are to be taken, as a customer says it.</summary>
/// <param name="Plan"><c>daily</c> or <c>weekly</c>.</param>
/// <param name="Weekday"><c>SUN</c> to <c>SAT</c>, for a weekly plan.</param>
/// <param name="Hour">UTC hour at which the window opens: 0, 4, 8, 12, 16 or 20.</param>
public sealed record BackupPolicyRequest(string? Plan, string? Weekday, int? Hour);
