namespace CloudControl.Domain.Images;

/// <summary>
/// The kernel a droplet is said to boot when it does not bring one in its image. That ended in March 2017: only images of before have
/// one. fog's own test of a create looks at it.
/// </summary>
/// <param name="Id">A number for machines.</param>
/// <param name="Name">For people.</param>
/// <param name="Version">As <c>uname -r</c> prints it.</param>
public sealed record Kernel(long Id, string Name, string Version)
{
    private static readonly Dictionary<string, Kernel> ByTree = new(StringComparer.Ordinal)
    {
        ["ubuntu-12-04"] = new(1204, "Ubuntu 12.04 x64 vmlinuz-3.2.0-24-virtual", "3.2.0-24-virtual"),
        ["ubuntu-13-10"] = new(1310, "Ubuntu 13.10 x64 vmlinuz-3.11.0-12-generic", "3.11.0-12-generic"),
        ["ubuntu-14-04"] = new(1404, "Ubuntu 14.04 x64 vmlinuz-3.13.0-24-generic", "3.13.0-24-generic"),
    };

    /// <summary>The kernel of droplets made from this image; null when the image brings its own.</summary>
    public static Kernel? Of(Image image) => image.Source == ImageSource.Tree ? ByTree.GetValueOrDefault(image.SourceName) : null;
}
