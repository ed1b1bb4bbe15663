using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Images;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.Runs;
using CloudControl.Domain.SshKeys;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Domain.Vpcs;
using CloudControl.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>How typed ids and states are stored, once for every table.</summary>
internal static class IdConversions
{
    public static void Apply(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<AccountId>().HaveConversion<AccountIdConverter>();
        configuration.Properties<TokenId>().HaveConversion<TokenIdConverter>();
        configuration.Properties<DropletId>().HaveConversion<DropletIdConverter>();
        configuration.Properties<ActionId>().HaveConversion<ActionIdConverter>();
        configuration.Properties<ImageId>().HaveConversion<ImageIdConverter>();
        configuration.Properties<AccountTransferId>().HaveConversion<AccountTransferIdConverter>();
        configuration.Properties<SshKeyId>().HaveConversion<SshKeyIdConverter>();
        configuration.Properties<VolumeId>().HaveConversion<VolumeIdConverter>();
        configuration.Properties<VpcId>().HaveConversion<VpcIdConverter>();
        configuration.Properties<ReservedIpId>().HaveConversion<ReservedIpIdConverter>();
        configuration.Properties<RunId>().HaveConversion<RunIdConverter>();
        configuration.Properties<WebhookId>().HaveConversion<WebhookIdConverter>();

        configuration.Properties<AccountTransferState>().HaveConversion<EnumToSnakeCase<AccountTransferState>>();
        configuration.Properties<AssociatedKind>().HaveConversion<EnumToSnakeCase<AssociatedKind>>();
        configuration.Properties<DropletStatus>().HaveConversion<EnumToSnakeCase<DropletStatus>>();
        configuration.Properties<ActionStatus>().HaveConversion<EnumToSnakeCase<ActionStatus>>();
        configuration.Properties<AddressKind>().HaveConversion<EnumToSnakeCase<AddressKind>>();
        configuration.Properties<HostState>().HaveConversion<EnumToSnakeCase<HostState>>();
        configuration.Properties<BackupPlan>().HaveConversion<EnumToSnakeCase<BackupPlan>>();
        configuration.Properties<FindingKind>().HaveConversion<EnumToSnakeCase<FindingKind>>();
        configuration.Properties<ImageKind>().HaveConversion<EnumToSnakeCase<ImageKind>>();
        configuration.Properties<ImageState>().HaveConversion<EnumToSnakeCase<ImageState>>();
        configuration.Properties<ImageSource>().HaveConversion<EnumToSnakeCase<ImageSource>>();
        configuration.Properties<VolumeState>().HaveConversion<EnumToSnakeCase<VolumeState>>();
        configuration.Properties<RunStatus>().HaveConversion<EnumToSnakeCase<RunStatus>>();
        configuration.Properties<ScrubOutcome>().HaveConversion<EnumToSnakeCase<ScrubOutcome>>();
        configuration.Properties<ScrubScope>().HaveConversion<EnumToSnakeCase<ScrubScope>>();
        configuration.Properties<DeliveryStatus>().HaveConversion<EnumToSnakeCase<DeliveryStatus>>();
    }

    private sealed class AccountIdConverter() : ValueConverter<AccountId, Guid>(id => id.Value, value => new AccountId(value));

    private sealed class TokenIdConverter() : ValueConverter<TokenId, Guid>(id => id.Value, value => new TokenId(value));

    private sealed class DropletIdConverter() : ValueConverter<DropletId, long>(id => id.Value, value => new DropletId(value));

    private sealed class ActionIdConverter() : ValueConverter<ActionId, long>(id => id.Value, value => new ActionId(value));

    private sealed class ImageIdConverter() : ValueConverter<ImageId, long>(id => id.Value, value => new ImageId(value));

    private sealed class AccountTransferIdConverter()
        : ValueConverter<AccountTransferId, long>(id => id.Value, value => new AccountTransferId(value));

    private sealed class SshKeyIdConverter() : ValueConverter<SshKeyId, long>(id => id.Value, value => new SshKeyId(value));

    private sealed class VolumeIdConverter() : ValueConverter<VolumeId, Guid>(id => id.Value, value => new VolumeId(value));

    private sealed class VpcIdConverter() : ValueConverter<VpcId, Guid>(id => id.Value, value => new VpcId(value));

    private sealed class ReservedIpIdConverter() : ValueConverter<ReservedIpId, Guid>(id => id.Value, value => new ReservedIpId(value));

    private sealed class RunIdConverter() : ValueConverter<RunId, Guid>(id => id.Value, value => new RunId(value));

    private sealed class WebhookIdConverter() : ValueConverter<WebhookId, Guid>(id => id.Value, value => new WebhookId(value));
}
