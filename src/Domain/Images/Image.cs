using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;

namespace CloudControl.Domain.Images;

/// <summary>Names an image; a 64-bit integer on the wire.</summary>
public readonly record struct ImageId(long Value)
{
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Where an image's bytes come from.</summary>
public enum ImageSource
{
    /// <summary>A root tree that ships with the product; an ext4 is made from it for each disk size.</summary>
    Tree,

    /// <summary>A raw disk image an operator dropped into the images folder.</summary>
    RawFile,

    /// <summary>Sparse volumes of its own, one for each place where it lies; copied chunk by chunk.</summary>
    Volume,
}

/// <summary>What an image is to its owner, spelled as <c>type</c> on the wire.</summary>
public enum ImageKind
{
    /// <summary>Part of the product's catalogue.</summary>
    Base,

    /// <summary>A droplet's disk as its owner wanted it kept.</summary>
    Snapshot,

    /// <summary>A droplet's disk as its backup policy keeps it, for a time.</summary>
    Backup,

    /// <summary>Brought along: by an operator as a file, or by a customer as a URL.</summary>
    Custom,
}

/// <summary>Whether an image can be used.</summary>
public enum ImageState
{
    /// <summary>Its bytes are being copied; nobody is shown it.</summary>
    Pending,

    Available,

    /// <summary>Ordered by URL; no worker has begun to fetch it.</summary>
    New,

    /// <summary>Being fetched.</summary>
    Importing,

    /// <summary>It could not be fetched or is no disk. Shown to its owner, with the reason, until it is deleted.</summary>
    Refused,
}

/// <summary>What a droplet's disk is made from.</summary>
public sealed class Image
{
    /// <summary>Longest name and longest description, in characters.</summary>
    public const int MaximumTextLength = 255;

    private Image()
    {
    }

    public ImageId Id { get; private init; }

    /// <summary>Null for the public images.</summary>
    public AccountId? AccountId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>One that <see cref="Images.Distribution"/> knows, unless an operator called it something else.</summary>
    public string Distribution { get; private set; } = "";

    /// <summary>Null for an image that has none.</summary>
    public string? Slug { get; private init; }

    public ImageSource Source { get; private init; }

    /// <summary>The tree's name, or the raw file's name inside the images folder; empty for an image of volumes.</summary>
    public string SourceName { get; private init; } = "";

    public ImageKind Kind { get; private set; }

    public ImageState State { get; private set; } = ImageState.Available;

    /// <summary>The account's droplet whose disk it was copied from; null for the others, and for what came from another account.</summary>
    public DropletId? DropletId { get; private set; }

    /// <summary>Slugs of the regions where a copy lies. Empty for the public images, which are everywhere.</summary>
    public IReadOnlyList<string> Regions { get; private set; } = [];

    /// <summary>Smallest disk, in GiB, that takes the image; at least 1.</summary>
    public int MinDiskGib { get; private set; } = 1;

    /// <summary>Bytes the image holds: those that were ever written.</summary>
    public long SizeBytes { get; private set; }

    public string Description { get; private set; } = "";

    /// <summary>For its owner: why it is <see cref="ImageState.Refused"/>; null for every other image.</summary>
    public string? ErrorMessage { get; private set; }

    public IReadOnlyList<string> Tags { get; private set; } = [];

    /// <summary>For a copy of a disk, when its action started: Terraform finds the image by that.</summary>
    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When a backup is to be deleted; null for what is kept.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public bool IsPublic => AccountId is null;

    public static Image Public(
        ImageId id, string name, string distribution, string? slug, ImageSource source, string sourceName, int minDiskGib,
        long sizeBytes, string description, DateTimeOffset now) => new()
        {
            Id = id,
            Name = name,
            Distribution = distribution,
            Slug = slug,
            Source = source,
            SourceName = sourceName,
            Kind = source == ImageSource.Tree ? ImageKind.Base : ImageKind.Custom,
            MinDiskGib = minDiskGib,
            SizeBytes = sizeBytes,
            Description = description,
            CreatedAt = now,
        };

    /// <summary>A droplet's disk, to be copied. Nobody is shown the image before <see cref="BecomeAvailable"/>.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="droplet">Whose disk.</param>
    /// <param name="from">What the droplet was made from.</param>
    /// <param name="name">What the owner calls it.</param>
    /// <param name="kind"><see cref="ImageKind.Snapshot"/> or <see cref="ImageKind.Backup"/>.</param>
    /// <param name="startedAt">When the action that makes it started.</param>
    /// <param name="expiresAt">When it is to be deleted; null to keep it.</param>
    public static Image OfDroplet(
        ImageId id, Droplet droplet, Image from, string name, ImageKind kind, DateTimeOffset startedAt, DateTimeOffset? expiresAt = null) => new()
        {
            Id = id,
            AccountId = droplet.AccountId,
            Name = name,
            Distribution = from.Distribution,
            Source = ImageSource.Volume,
            Kind = kind,
            State = ImageState.Pending,
            DropletId = droplet.Id,
            MinDiskGib = droplet.DiskGib,
            CreatedAt = startedAt,
            ExpiresAt = expiresAt,
        };

    /// <summary>What a customer's URL leads to, to be fetched. Its owner sees it from the first moment.</summary>
    /// <param name="id">The image's id.</param>
    /// <param name="account">Whose it is.</param>
    /// <param name="name">What the owner calls it.</param>
    /// <param name="distribution">One that <see cref="Images.Distribution"/> knows.</param>
    /// <param name="description">What the owner says about it; may be empty.</param>
    /// <param name="tags">The owner's tags.</param>
    /// <param name="now">The time.</param>
    public static Image FromUrl(
        ImageId id, AccountId account, string name, string distribution, string description, IReadOnlyList<string> tags, DateTimeOffset now) => new()
        {
            Id = id,
            AccountId = account,
            Name = name,
            Distribution = distribution,
            Source = ImageSource.Volume,
            Kind = ImageKind.Custom,
            State = ImageState.New,
            Description = description,
            Tags = tags,
            CreatedAt = now,
        };

    /// <summary>A worker fetches it; one that can be used or was refused stays so.</summary>
    public void BeginImport() => State = State == ImageState.New ? ImageState.Importing : State;

    /// <summary>What was fetched is a disk that needs one of so many GiB.</summary>
    public void Measure(int minDiskGib) => MinDiskGib = minDiskGib;

    /// <summary>It cannot be used, ever.</summary>
    public void Refuse(string message) => (State, ErrorMessage) = (ImageState.Refused, message);

    /// <summary>The first copy lies in this region, and the image can be used.</summary>
    public void BecomeAvailable(string regionSlug, long sizeBytes)
    {
        (State, SizeBytes) = (ImageState.Available, sizeBytes);
        AddRegion(regionSlug);
    }

    /// <summary>A copy lies in this region, too.</summary>
    public void AddRegion(string regionSlug) => Regions = [.. Regions.Append(regionSlug).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What its owner says about it; what is null stays as it is.</summary>
    public void Describe(string? name, string? distribution, string? description) =>
        (Name, Distribution, Description) = (name ?? Name, distribution ?? Distribution, description ?? Description);

    /// <summary>Makes a backup a snapshot, which is kept until its owner deletes it.</summary>
    public void Keep() => (Kind, ExpiresAt) = (ImageKind.Snapshot, null);

    /// <summary>From here on it is another account's, which learns nothing of the droplets and the tags of the one it came from.</summary>
    public void GiveTo(AccountId account) => (AccountId, DropletId, Tags) = (account, null, []);

    /// <summary>Takes the image away; droplets made from it keep their disks.</summary>
    public void Delete(DateTimeOffset now) => DeletedAt ??= now;
}
