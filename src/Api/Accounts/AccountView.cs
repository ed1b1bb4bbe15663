using CloudControl.Domain.Accounts;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.ReservedIps;

namespace CloudControl.Api.Accounts;

/// <summary>An account on the wire.</summary>
public sealed record AccountView(
    int DropletLimit, int FloatingIpLimit, int ReservedIpLimit, int VolumeLimit, string Email, string Name, Guid Uuid, bool EmailVerified, string Status,
    string StatusMessage, TeamView Team)
{
    public static AccountView Of(Account account) => new(
        account.DropletLimit, ReservedIp.AccountLimit, ReservedIp.AccountLimit, BlockVolume.AccountLimit, account.Email, account.Name, account.Id.Value, EmailVerified: true, "active", "",
        new TeamView(account.Id.Value, account.Name));
}

/// <summary>The team of an account on the wire: here the two are one.</summary>
public sealed record TeamView(Guid Uuid, string Name);
