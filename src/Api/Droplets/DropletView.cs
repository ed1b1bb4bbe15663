using CloudControl.Api.Backups;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Images;
using CloudControl.Api.Regions;
using CloudControl.Api.Sizes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>
/// A droplet on the wire, complete from its first answer on: clients read every member without looking whether it is there.
/// <c>kernel</c> is null unless the image is of the time when droplets had one; <c>scrub</c> and <c>deletion_protection</c> are ours.
/// </summary>
public sealed record DropletView(
    long Id, string Name, int Memory, int Vcpus, int Disk, IReadOnlyList<DiskInfoView> DiskInfo, bool Locked, string Status, Kernel? Kernel,
    DateTimeOffset CreatedAt, IReadOnlyList<string> Features, IReadOnlyList<long> BackupIds, BackupWindowView? NextBackupWindow,
    IReadOnlyList<long> SnapshotIds, ImageView Image, IReadOnlyList<Guid> VolumeIds, SizeView Size, string SizeSlug, NetworksView Networks,
    RegionView Region, IReadOnlyList<string> Tags, Guid VpcUuid, bool Scrub, bool DeletionProtection)
{
    /// <summary>A droplet that was just ordered: there is no image of its disk yet.</summary>
    public static DropletView Of(Droplet droplet, Image image, IEnumerable<VolumeId> volumes, CatalogueSnapshot catalogue) =>
        Of(droplet, image, [], volumes, reservedAddress: null, catalogue);

    private static DropletView Of(
        Droplet droplet, Image image, IReadOnlyList<ImageOfDroplet> made, IEnumerable<VolumeId> volumes, string? reservedAddress,
        CatalogueSnapshot catalogue) => new(
        droplet.Id.Value, droplet.Name, droplet.MemoryMib, droplet.Vcpus, droplet.DiskGib, [DiskInfoView.Local(droplet.DiskGib)],
        droplet.Locked, StatusOf(droplet), Domain.Images.Kernel.Of(image), droplet.CreatedAt, droplet.Features, IdsOf(made, ImageKind.Backup),
        BackupWindowView.Of(droplet), IdsOf(made, ImageKind.Snapshot), ImageView.SeenBy(droplet.AccountId, image, catalogue), [.. volumes.Select(id => id.Value)],
        SizeView.Of(catalogue.Sizes[droplet.SizeSlug], catalogue),
        droplet.SizeSlug, NetworksView.Of(droplet, catalogue.Regions[droplet.RegionSlug], reservedAddress),
        RegionView.Of(catalogue.Regions[droplet.RegionSlug], catalogue), droplet.Tags, droplet.VpcId.Value, droplet.Scrub, droplet.DeletionProtected);

    /// <summary>Views of droplets whose images, volumes and reserved IPs are still to be read: each in one query, deleted images too.</summary>
    public static async Task<IReadOnlyList<DropletView>> OfAsync(
        IReadOnlyList<Droplet> droplets, CatalogueSnapshot catalogue, CloudControlDb db, CancellationToken ct)
    {
        var images = (await ImagesWithIds(db, [.. droplets.Select(d => d.ImageId).Distinct()]).ToListAsync(ct)).ToDictionary(i => i.Id);
        var madeOf = (await ImagesOfDroplets(db, [.. droplets.Select(d => d.Id)]).ToListAsync(ct)).ToLookup(i => i.DropletId);
        var volumes = await db.VolumesOfAsync(droplets.Select(d => d.Id), ct);
        var reserved = await db.ReservedAddressesOfAsync(droplets.Select(d => d.Id), ct);
        return [.. droplets.Select(d => Of(d, images[d.ImageId], [.. madeOf[d.Id]], volumes[d.Id], reserved.GetValueOrDefault(d.Id), catalogue))];
    }

    /// <summary>Compiled, as every query of a droplet's view: it is what clients ask for again and again.</summary>
    private static readonly Func<CloudControlDb, List<ImageId>, IAsyncEnumerable<Image>> ImagesWithIds = EF.CompileAsyncQuery(
        (CloudControlDb db, List<ImageId> ids) => db.Images.AsNoTracking().Where(i => ids.Contains(i.Id)));

    private static readonly Func<CloudControlDb, List<DropletId>, IAsyncEnumerable<ImageOfDroplet>> ImagesOfDroplets = EF.CompileAsyncQuery(
        (CloudControlDb db, List<DropletId> droplets) => db.Images.AsNoTracking()
            .Where(i => droplets.Contains(i.DropletId!.Value) && i.DeletedAt == null && i.State == ImageState.Available)
            .Select(i => new ImageOfDroplet(i.DropletId!.Value, i.Id, i.Kind)));

    private static IReadOnlyList<long> IdsOf(IReadOnlyList<ImageOfDroplet> made, ImageKind kind) =>
        [.. made.Where(i => i.Kind == kind).Select(i => i.ImageId.Value).Order()];

    private static string StatusOf(Droplet droplet) => droplet.Status switch
    {
        DropletStatus.New => "new",
        DropletStatus.Active => "active",
        DropletStatus.Off => "off",
        _ => throw new InvalidOperationException($"droplet {droplet.Id} is {droplet.Status}, which nobody is shown"),
    };

    private sealed record ImageOfDroplet(DropletId DropletId, ImageId ImageId, ImageKind Kind);
}
