namespace CloudControl.Domain.BlockVolumes;

/// <summary>What a new block volume is formatted with.</summary>
/// <param name="Type">One of <see cref="Types"/>.</param>
/// <param name="Label">At most <see cref="MaximumLabelLength"/> characters; may be empty.</param>
public sealed record Filesystem(string Type, string Label)
{
    public const string Ext4 = "ext4";

    /// <summary>What ext4's superblock has room for (<c>s_volume_name</c>), in bytes; labels are ASCII.</summary>
    public const int MaximumLabelLength = 16;

    /// <summary>All that are offered.</summary>
    public static IReadOnlyList<string> Types { get; } = [Ext4];
}
