using CloudControl.Domain.Accounts;

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
}

/// <summary>What a droplet's disk is made from.</summary>
public sealed class Image
{
    private Image()
    {
    }

    public ImageId Id { get; private init; }

    /// <summary>Null for the public images.</summary>
    public AccountId? AccountId { get; private init; }

    public string Name { get; private set; } = "";

    public string Distribution { get; private init; } = "";

    /// <summary>Null for an image that has none.</summary>
    public string? Slug { get; private init; }

    public ImageSource Source { get; private init; }

    /// <summary>The tree's name, or the raw file's name inside the images folder.</summary>
    public string SourceName { get; private init; } = "";

    /// <summary>Smallest disk, in GiB, that takes the image; at least 1.</summary>
    public int MinDiskGib { get; private init; } = 1;

    /// <summary>Bytes the image holds.</summary>
    public long SizeBytes { get; private init; }

    public string Description { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

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
            MinDiskGib = minDiskGib,
            SizeBytes = sizeBytes,
            Description = description,
            CreatedAt = now,
        };

    /// <summary>Takes the image out of the catalogue; droplets made from it keep their disks.</summary>
    public void Delete(DateTimeOffset now) => DeletedAt ??= now;
}
