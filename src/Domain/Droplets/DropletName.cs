using System.Text.RegularExpressions;

namespace CloudControl.Domain.Droplets;

/// <summary>What a droplet may be called: it becomes the host name inside, so letters, digits, dots and dashes, the last no dot or dash.</summary>
public static partial class DropletName
{
    public static bool IsValid(string? name) => name is { Length: > 0 and <= Droplet.MaximumNameLength } && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-zA-Z0-9]?[a-zA-Z0-9.\-]*[a-zA-Z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
