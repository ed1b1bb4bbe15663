using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;

namespace CloudControl.Api.DropletActions;

/// <summary>
/// Events that only change what is on record of a droplet: there is nothing for a worker to do, so the action has ended when it is
/// answered.
/// </summary>
internal static class SettingOrders
{
    private static readonly string[] Types =
    [
        ActionTypes.EnableBackups, ActionTypes.DisableBackups, ActionTypes.ChangeBackupPolicy, ActionTypes.EnableIpv6,
        ActionTypes.EnablePrivateNetworking, ActionTypes.Upgrade, ActionTypes.PasswordReset, ActionTypes.ChangeKernel,
        ActionTypes.EnableDeletionProtection, ActionTypes.DisableDeletionProtection,
    ];

    public static bool Knows(string type) => Types.Contains(type);

    /// <summary>Changes the droplet and ends the action.</summary>
    /// <returns>Null; or why the droplet cannot take it, in which case nothing may be saved.</returns>
    public static Error? Carry(Droplet droplet, DropletActionRequest request, ResourceAction action, DateTimeOffset now)
    {
        Error? refused = request.Type switch
        {
            ActionTypes.EnableBackups => SetBackups(droplet, request.BackupPolicy, now),
            ActionTypes.ChangeBackupPolicy => ChangeBackups(droplet, request.BackupPolicy, now),
            ActionTypes.DisableBackups => Do(droplet.DisableBackups),
            ActionTypes.EnableDeletionProtection => Do(() => droplet.ProtectFromDeletion(true)),
            ActionTypes.DisableDeletionProtection => Do(() => droplet.ProtectFromDeletion(false)),
            ActionTypes.EnableIpv6 => Do(() => droplet.AddFeature(DropletFeatures.Ipv6)),

            // Every droplet is in its region's private network and on the newest hypervisor there is: clients that ask are right.
            ActionTypes.EnablePrivateNetworking or ActionTypes.Upgrade => null,
            ActionTypes.ChangeKernel => new KernelUnknown(),

            // Droplets are entered with a key. No password opens one, and after a reset none does: clients wait for it to complete.
            ActionTypes.PasswordReset => null,
            _ => null,
        };
        if (refused is not null)
        {
            return refused;
        }

        action.Complete(now);
        droplet.EndEvent();
        return null;
    }

    private static Error? SetBackups(Droplet droplet, BackupPolicyRequest? wanted, DateTimeOffset now)
    {
        var policy = BackupPolicy.Of(wanted?.Plan, wanted?.Weekday, wanted?.Hour);
        return policy.Error ?? Do(() => droplet.EnableBackups(policy.Value!, now));
    }

    private static Error? ChangeBackups(Droplet droplet, BackupPolicyRequest? wanted, DateTimeOffset now) =>
        droplet.BackupPolicy is null ? new BackupsNotEnabled() : wanted is null ? new BackupPolicyInvalid() : SetBackups(droplet, wanted, now);

    private static Error? Do(Action change)
    {
        change();
        return null;
    }
}
