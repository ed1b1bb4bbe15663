using CloudControl.Domain.Images;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Sizes;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Catalogue;

/// <summary>
/// The regions, sizes and images every cloud starts with: those that clients name in their examples and tests. Public addresses
/// are from 198.18.0.0/15 (RFC 2544, benchmarking), so that a simulated droplet can never be mistaken for somebody's machine.
/// </summary>
public static class StandardCatalogue
{
    private static readonly string[] Features = ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"];

    public static IReadOnlyList<Region> Regions { get; } =
    [
        RegionOf("nyc1", "New York 1", 1),
        RegionOf("nyc2", "New York 2", 2),
        RegionOf("nyc3", "New York 3", 3),
        RegionOf("sfo3", "San Francisco 3", 4),
        RegionOf("ams3", "Amsterdam 3", 5),
        RegionOf("lon1", "London 1", 6),
        RegionOf("tor1", "Toronto 1", 7),
    ];

    public static IReadOnlyList<DropletSize> Sizes { get; } =
    [
        DropletSize.Of("s-1vcpu-512mb-10gb", 512, 1, 10, 0.5m, 4.0m, 0.00595m, "Basic"),
        DropletSize.Of("s-1vcpu-1gb", 1024, 1, 25, 1.0m, 6.0m, 0.00893m, "Basic"),
        DropletSize.Of("s-1vcpu-2gb", 2048, 1, 50, 2.0m, 12.0m, 0.01786m, "Basic"),
        DropletSize.Of("s-2vcpu-2gb", 2048, 2, 60, 3.0m, 18.0m, 0.02679m, "Basic"),
        DropletSize.Of("s-3vcpu-1gb", 1024, 3, 60, 3.0m, 15.0m, 0.02232m, "Basic"),
        DropletSize.Of("512mb", 512, 1, 20, 1.0m, 5.0m, 0.00744m, "Legacy Basic"),
        DropletSize.Of("1gb", 1024, 1, 30, 2.0m, 10.0m, 0.01488m, "Legacy Basic"),
    ];

    /// <summary>Adds what is missing; changes nothing that is there.</summary>
    public static async Task EnsureAsync(CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var regions = await db.Regions.Select(r => r.Slug).ToListAsync(ct);
        db.AddRange(Regions.Where(r => !regions.Contains(r.Slug)));
        var sizes = await db.Sizes.Select(s => s.Slug).ToListAsync(ct);
        db.AddRange(Sizes.Where(s => !sizes.Contains(s.Slug)));
        var images = await db.Images.Select(i => i.Id).ToListAsync(ct);
        db.AddRange(Images(clock.GetUtcNow()).Where(i => !images.Contains(i.Id)));
        await db.SaveChangesAsync(ct);
        foreach (var image in Images(clock.GetUtcNow()))
        {
            // Catalogues of before said 0 of every tree.
            await db.Images.Where(i => i.Id == image.Id && i.SizeBytes == 0).ExecuteUpdateAsync(set => set.SetProperty(i => i.SizeBytes, image.SizeBytes), ct);
        }
    }

    /// <summary>The public images. Their ids are below the first of the sequence, so they never meet an image made later.</summary>
    public static IReadOnlyList<Image> Images(DateTimeOffset now) =>
    [
        TreeImage(100, "12 x64", "Debian", "debian-12-x64", "debian-12", now),
        TreeImage(101, "22.04 (LTS) x64", "Ubuntu", "ubuntu-22-04-x64", "ubuntu-22-04", now),
        TreeImage(102, "20.04 (LTS) x64", "Ubuntu", "ubuntu-20-04-x64", "ubuntu-20-04", now),
        TreeImage(103, "14.04 x64", "Ubuntu", "ubuntu-14-04-x64", "ubuntu-14-04", now),
        TreeImage(104, "Ubuntu 12.04 x64", "Ubuntu", null, "ubuntu-12-04", now),
        TreeImage(505447, "Ubuntu 13.10 x64", "Ubuntu", null, "ubuntu-13-10", now),
        TreeImage(110, "Blank", "Unknown", "blank", "blank", now),
    ];

    private static Image TreeImage(long id, string name, string distribution, string? slug, string tree, DateTimeOffset now) =>
        Image.Public(new ImageId(id), name, distribution, slug, ImageSource.Tree, tree, minDiskGib: 1, ImageTrees.BytesOf(tree), $"{distribution} {name}", now);

    private static Region RegionOf(string slug, string name, int number) => Region.Of(
        slug, name, $"198.18.{number * 32}.0", $"10.{100 + number}.0.0", Features);
}
