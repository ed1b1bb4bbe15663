using System.Globalization;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Vpcs;

namespace CloudControl.Domain.Droplets;

/// <summary>Names a droplet; a 64-bit integer on the wire.</summary>
public readonly record struct DropletId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A droplet's state. <see cref="Destroyed"/> is never on the wire: a destroyed droplet is not found.</summary>
public enum DropletStatus
{
    New,
    Active,
    Off,
    Destroyed,
}

/// <summary>What a droplet can have beside its size, spelled as on the wire.</summary>
public static class DropletFeatures
{
    public const string Backups = "backups";
    public const string DropletAgent = "droplet_agent";
    public const string Ipv6 = "ipv6";
    public const string Monitoring = "monitoring";
    public const string PrivateNetworking = "private_networking";
}

/// <summary>Everything decided before a droplet exists.</summary>
public sealed record DropletOrder(
    AccountId AccountId, string Name, string RegionSlug, string SizeSlug, int MemoryMib, int Vcpus, int DiskGib, ImageId ImageId,
    string HostName, IReadOnlyList<string> AuthorizedKeys, string? UserData, IReadOnlyList<string> Tags, IReadOnlyList<string> Features,
    Vpc Vpc, bool Scrub, bool PublicNetworking, bool DeletionProtected = false);

/// <summary>A virtual machine.</summary>
public sealed class Droplet
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaximumNameLength = 255;

    /// <summary>Largest user data, in bytes of UTF-8.</summary>
    public const int MaximumUserDataBytes = 64 * 1024;

    private Droplet()
    {
    }

    public DropletId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    public string Name { get; private set; } = "";

    public string RegionSlug { get; private init; } = "";

    public string SizeSlug { get; private set; } = "";

    public int MemoryMib { get; private set; }

    public int Vcpus { get; private set; }

    public int DiskGib { get; private set; }

    public ImageId ImageId { get; private set; }

    public string HostName { get; private init; } = "";

    /// <summary>Its own disk now; a rebuild puts another volume here.</summary>
    public VolumeId VolumeId { get; private set; }

    public DropletStatus Status { get; private set; } = DropletStatus.New;

    /// <summary>True while an event runs; another one is refused.</summary>
    public bool Locked { get; private set; } = true;

    /// <summary>Whether a destroy that says nothing scrubs. True unless the owner said no when creating.</summary>
    public bool Scrub { get; private init; } = true;

    /// <summary>While it is, nobody destroys the droplet, whatever else names it.</summary>
    public bool DeletionProtected { get; private set; }

    public string? UserData { get; private init; }

    /// <summary>Lines for <c>/root/.ssh/authorized_keys</c>, as they were when the droplet was ordered.</summary>
    public IReadOnlyList<string> AuthorizedKeys { get; private init; } = [];

    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary>Such as <c>private_networking</c>, <c>ipv6</c>, <c>monitoring</c>.</summary>
    public IReadOnlyList<string> Features { get; private set; } = [];

    /// <summary>Null: there are no backups.</summary>
    public BackupPlan? BackupPlan { get; private set; }

    /// <summary>Null unless the plan is weekly.</summary>
    public DayOfWeek? BackupWeekday { get; private set; }

    /// <summary>UTC hour at which the window opens; null when there are no backups.</summary>
    public int? BackupHour { get; private set; }

    /// <summary>When the next backup's window opens; null when there are no backups.</summary>
    public DateTimeOffset? NextBackupAt { get; private set; }

    /// <summary>When its backups are taken; null when there are none.</summary>
    public BackupPolicy? BackupPolicy => BackupPlan is { } plan && BackupHour is { } hour ? new BackupPolicy(plan, BackupWeekday, hour) : null;

    public VpcId VpcId { get; private init; }

    /// <summary>Its VPC's range, which never changes, in CIDR notation.</summary>
    public string PrivateNetwork { get; private init; } = "";

    public AddressRange PrivateRange =>
        AddressRange.Parse(PrivateNetwork) ?? throw new InvalidOperationException($"droplet {Id}: {PrivateNetwork} is no range");

    /// <summary>False: the droplet gets no public address.</summary>
    public bool PublicNetworking { get; private init; } = true;

    /// <summary>Null until one is assigned.</summary>
    public string? PublicAddress { get; private set; }

    /// <summary>Null until one is assigned.</summary>
    public string? PrivateAddress { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? DestroyedAt { get; private set; }

    /// <summary>PostgreSQL's xmin: a change made on a stale copy is refused by the database.</summary>
    public uint Version { get; private init; }

    public static Droplet Order(DropletId id, VolumeId volume, DropletOrder order, DateTimeOffset now) => new()
    {
        Id = id,
        AccountId = order.AccountId,
        Name = order.Name,
        RegionSlug = order.RegionSlug,
        SizeSlug = order.SizeSlug,
        MemoryMib = order.MemoryMib,
        Vcpus = order.Vcpus,
        DiskGib = order.DiskGib,
        ImageId = order.ImageId,
        HostName = order.HostName,
        VolumeId = volume,
        Scrub = order.Scrub,
        DeletionProtected = order.DeletionProtected,
        UserData = order.UserData,
        AuthorizedKeys = order.AuthorizedKeys,
        Tags = order.Tags,
        Features = order.Features,
        VpcId = order.Vpc.Id,
        PrivateNetwork = order.Vpc.IpRange,
        PublicNetworking = order.PublicNetworking,
        CreatedAt = now,
    };

    /// <summary>Begins an event: one at a time.</summary>
    /// <returns>The droplet, or <see cref="DropletHasPendingEvent"/>.</returns>
    public Result<Droplet> BeginEvent()
    {
        if (Locked)
        {
            return new DropletHasPendingEvent();
        }

        Locked = true;
        return this;
    }

    public void EndEvent() => Locked = false;

    public void TakeAddresses(string? publicAddress, string? privateAddress) =>
        (PublicAddress, PrivateAddress) = (publicAddress, privateAddress);

    public void GiveAddressesBack() => TakeAddresses(null, null);

    /// <summary>Started. A destroyed droplet stays destroyed, however late a pipeline says so.</summary>
    public void PowerOn() => Become(DropletStatus.Active);

    /// <inheritdoc cref="PowerOn"/>
    public void PowerOff() => Become(DropletStatus.Off);

    public void ProtectFromDeletion(bool isProtected) => DeletionProtected = isProtected;

    public void Rename(string name) => Name = name;

    /// <summary>From now on backups are taken as the policy says.</summary>
    public void EnableBackups(BackupPolicy policy, DateTimeOffset now)
    {
        (BackupPlan, BackupWeekday, BackupHour) = (policy.Plan, policy.Weekday, policy.Hour);
        AddFeature(DropletFeatures.Backups);
        AwaitNextBackup(now);
    }

    /// <summary>No more backups are taken; those that were stay until their time is over.</summary>
    public void DisableBackups()
    {
        (BackupPlan, BackupWeekday, BackupHour, NextBackupAt) = (null, null, null, null);
        Features = [.. Features.Where(feature => feature != DropletFeatures.Backups)];
    }

    /// <summary>The next backup is that of the next window.</summary>
    public void AwaitNextBackup(DateTimeOffset now) => NextBackupAt = BackupPolicy?.NextWindow(now);

    public void AddFeature(string feature) => Features = [.. Features.Append(feature).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Gives it another size; the disk never becomes smaller.</summary>
    public void Resize(string sizeSlug, int memoryMib, int vcpus, int diskGib) =>
        (SizeSlug, MemoryMib, Vcpus, DiskGib) = (sizeSlug, memoryMib, vcpus, Math.Max(DiskGib, diskGib));

    /// <summary>Puts another, new volume under the droplet, made from <paramref name="image"/>.</summary>
    public void Rebuild(VolumeId volume, ImageId image) => (VolumeId, ImageId) = (volume, image);

    /// <summary>From here on nobody finds it. What is left of it is scrubbed behind the answer.</summary>
    public void Destroy(DateTimeOffset now)
    {
        Status = DropletStatus.Destroyed;
        Locked = true;
        DestroyedAt ??= now;
    }

    private void Become(DropletStatus status)
    {
        if (Status != DropletStatus.Destroyed)
        {
            Status = status;
        }
    }
}
