using System.Text.RegularExpressions;

namespace CloudControl.Domain.BlockVolumes;

/// <summary>
/// What a block volume may be called: lower-case letters, digits, dashes and underscores, beginning with a letter. The contract's words
/// leave the underscore out, its examples and its customers do not.
/// </summary>
public static partial class BlockVolumeName
{
    public const int MaximumLength = 64;

    public static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z][a-z0-9_\-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
