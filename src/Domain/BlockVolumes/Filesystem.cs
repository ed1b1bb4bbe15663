namespace CloudControl.Domain.BlockVolumes;

/// <summary>What a new block volume is formatted with.</summary>
/// <param name="Type">One of <see cref="Types"/>.</param>
/// <param name="Label">At most <see cref="MaximumLabelLengthOf"/> its type; may be empty.</param>
public sealed record Filesystem(string Type, string Label)
{
    public const string Ext4 = "ext4";

    public const string Xfs = "xfs";

    /// <summary>What ext4's superblock has room for (<c>s_volume_name</c>), in bytes; labels are ASCII.</summary>
    private const int LongestExt4Label = 16;

    /// <summary>What XFS's superblock has room for (<c>sb_fname</c>), in bytes.</summary>
    private const int LongestXfsLabel = 12;

    /// <summary>All that are offered.</summary>
    public static IReadOnlyList<string> Types { get; } = [Ext4, Xfs];

    /// <summary>Characters a label may have.</summary>
    /// <param name="type">One of <see cref="Types"/>; of another, the longest of any.</param>
    public static int MaximumLabelLengthOf(string? type) => type == Xfs ? LongestXfsLabel : LongestExt4Label;
}
