using System.Globalization;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Actions;

/// <summary>Names an action; a 64-bit integer on the wire.</summary>
public readonly record struct ActionId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An action's state. The wire knows these three and no others.</summary>
public enum ActionStatus
{
    InProgress,
    Completed,
    Errored,
}

/// <summary>Types of actions, spelled as on the wire.</summary>
public static class ActionTypes
{
    public const string Create = "create";
    public const string Destroy = "destroy";
    public const string Rebuild = "rebuild";
    public const string PowerOn = "power_on";
    public const string PowerOff = "power_off";
    public const string Shutdown = "shutdown";
    public const string Reboot = "reboot";
    public const string PowerCycle = "power_cycle";
    public const string Rename = "rename";
    public const string AttachVolume = "attach_volume";
    public const string DetachVolume = "detach_volume";
    public const string Snapshot = "snapshot";
    public const string Restore = "restore";
    public const string Resize = "resize";
    public const string EnableBackups = "enable_backups";
    public const string DisableBackups = "disable_backups";
    public const string ChangeBackupPolicy = "change_backup_policy";
    public const string EnableIpv6 = "enable_ipv6";
    public const string EnablePrivateNetworking = "enable_private_networking";
    public const string ChangeKernel = "change_kernel";
    public const string PasswordReset = "password_reset";
    public const string Upgrade = "upgrade";

    /// <summary>Of a droplet or a block volume: nobody destroys it until <see cref="DisableDeletionProtection"/>. Ours.</summary>
    public const string EnableDeletionProtection = "enable_deletion_protection";

    /// <inheritdoc cref="EnableDeletionProtection"/>
    public const string DisableDeletionProtection = "disable_deletion_protection";

    /// <summary>A backup that the droplet's policy asked for, and no customer.</summary>
    public const string Backup = "backup";

    /// <summary>Of an image: a copy in another region.</summary>
    public const string Transfer = "transfer";

    /// <summary>Of an image: a backup becomes a snapshot.</summary>
    public const string Convert = "convert";

    /// <summary>Of a reserved IP: it became the account's; done with the answer.</summary>
    public const string ReserveIp = "reserve_ip";

    public const string AssignIp = "assign_ip";
    public const string UnassignIp = "unassign_ip";
}

/// <summary>What an action is about, spelled as on the wire.</summary>
public static class ResourceTypes
{
    public const string Droplet = "droplet";
    public const string Image = "image";
    public const string Volume = "volume";
    public const string VolumeSnapshot = "volume_snapshot";
    public const string ReservedIp = "reserved_ip";
}

/// <summary>What a customer watches: one thing happening to one resource. Called an action on the wire.</summary>
public sealed class ResourceAction
{
    private ResourceAction()
    {
    }

    public ActionId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    /// <summary>One of <see cref="ActionTypes"/>.</summary>
    public string Type { get; private init; } = "";

    /// <summary>One of <see cref="ResourceTypes"/>.</summary>
    public string ResourceType { get; private init; } = "";

    /// <summary>For resources with an integer id; null when it is about a block volume.</summary>
    public long? ResourceId { get; private init; }

    /// <summary>The block volume, or the snapshot of one, it is about; null for everything else.</summary>
    public VolumeId? VolumeId { get; private init; }

    public string RegionSlug { get; private init; } = "";

    public ActionStatus Status { get; private set; } = ActionStatus.InProgress;

    public DateTimeOffset StartedAt { get; private init; }

    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>For machines, such as <c>no_free_extents</c>; set when errored.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>For the customer; set when errored.</summary>
    public string? ErrorMessage { get; private set; }

    /// <summary>For actions that give extents back: whether they are scrubbed. Null for the others.</summary>
    public bool? Scrub { get; private init; }

    /// <summary>The token that asked for the action.</summary>
    public TokenId? TokenId { get; private init; }

    public static ResourceAction Start(
        ActionId id, AccountId account, string type, string resourceType, long resourceId, string regionSlug, TokenId? token,
        DateTimeOffset now, bool? scrub = null) => new()
        {
            Id = id,
            AccountId = account,
            Type = type,
            ResourceType = resourceType,
            ResourceId = resourceId,
            RegionSlug = regionSlug,
            TokenId = token,
            StartedAt = now,
            Scrub = scrub,
        };

    /// <summary>An action on a block volume or a snapshot of one, which have no integer id: on the wire its <c>resource_id</c> is null.</summary>
    public static ResourceAction StartOnVolume(
        ActionId id, AccountId account, string type, VolumeId volume, string regionSlug, TokenId? token, DateTimeOffset now,
        bool? scrub = null, string resourceType = ResourceTypes.Volume) => new()
        {
            Id = id,
            AccountId = account,
            Type = type,
            ResourceType = resourceType,
            VolumeId = volume,
            RegionSlug = regionSlug,
            TokenId = token,
            StartedAt = now,
            Scrub = scrub,
        };

    /// <summary>Ends the action well. An action that has ended stays as it ended.</summary>
    public void Complete(DateTimeOffset now)
    {
        if (Status == ActionStatus.InProgress)
        {
            (Status, CompletedAt) = (ActionStatus.Completed, now);
        }
    }

    /// <summary>Ends the action badly. An action that has ended stays as it ended.</summary>
    public void Fail(string code, string message, DateTimeOffset now)
    {
        if (Status == ActionStatus.InProgress)
        {
            (Status, CompletedAt, ErrorCode, ErrorMessage) = (ActionStatus.Errored, now, code, message);
        }
    }
}

public sealed record ActionNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");
