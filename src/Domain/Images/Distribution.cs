namespace CloudControl.Domain.Images;

/// <summary>The distributions an image can be said to be of: the contract's list, spelled as on the wire.</summary>
public static class Distribution
{
    public const string Unknown = "Unknown";

    private static readonly HashSet<string> All = new(StringComparer.Ordinal)
    {
        "Arch Linux", "CentOS", "CoreOS", "Debian", "Fedora", "Fedora Atomic", "FreeBSD", "Gentoo", "openSUSE", "RancherOS", "Rocky Linux",
        "Ubuntu", Unknown,
    };

    public static bool IsKnown(string name) => All.Contains(name);
}
