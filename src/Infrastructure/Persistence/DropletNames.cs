using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>
/// Droplets by name, whatever its capitals are. The name in lower case is a column, and no expression in an index: under row-level security
/// such an index is not used.
/// </summary>
public static class DropletNames
{
    internal const string Folded = "FoldedName";

    /// <summary>Those whose whole name it is. Names are ASCII, so lower case on both sides is all there is to it.</summary>
    public static IQueryable<Droplet> Named(this IQueryable<Droplet> droplets, string name)
    {
        var folded = name.ToLowerInvariant();
        return droplets.Where(d => EF.Property<string>(d, Folded) == folded);
    }
}
