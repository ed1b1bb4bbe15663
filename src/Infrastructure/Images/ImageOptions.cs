namespace CloudControl.Infrastructure.Images;

/// <summary>Where images live.</summary>
public sealed class ImageOptions
{
    /// <summary>Where operators drop raw images: <c>CLOUDCONTROL_HOME/images</c>. All workers of a cloud share it.</summary>
    public required string Folder { get; init; }

    /// <summary>Where templates are kept; holds nothing of any customer and may be deleted at any time.</summary>
    public string CacheFolder => Path.Combine(Folder, "cache");

    /// <summary>Where fetched images lie until their volume holds them.</summary>
    public string ImportFolder { get => field ?? Path.Combine(Folder, "imports"); init; }

    /// <summary>Templates kept before the least recently used go; a template takes about 1 MiB of real disk.</summary>
    public int MaxTemplates { get; init; } = 64;
}
