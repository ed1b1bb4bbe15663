using System.Text.RegularExpressions;

namespace CloudControl.Infrastructure.Images;

/// <summary>What a raw image in the images folder may be called: letters, digits, dots, dashes and underscores, ending in .raw or .img.</summary>
internal static partial class RawImageName
{
    /// <summary>The file's path, or null for a name that is not a raw image's: a name with a slash never leads anywhere.</summary>
    public static string? PathIn(string folder, string name) => IsValid(name) ? Path.Combine(folder, name) : null;

    public static bool IsValid(string name) => Valid().IsMatch(name);

    /// <summary>The name without its ending.</summary>
    public static string TitleOf(string name) => name[..^4];

    /// <summary>A slug for customers: the title in lower case, every run of other characters a dash.</summary>
    public static string SlugOf(string name) => OtherCharacters().Replace(TitleOf(name).ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.(raw|img)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Valid();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex OtherCharacters();
}
