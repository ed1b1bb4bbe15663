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
        Of(droplet, image, backups: [], snapshots: [], [.. volumes.Select(id => id.Value)], reservedAddress: null, catalogue);

    internal static DropletView Of(ShownDroplet shown, CatalogueSnapshot catalogue) => Of(
        shown.Droplet, shown.Image, shown.Has.BackupIds, shown.Has.SnapshotIds, shown.Has.VolumeIds, shown.Has.ReservedAddress, catalogue);

    private static DropletView Of(
        Droplet droplet, Image image, IReadOnlyList<long> backups, IReadOnlyList<long> snapshots, IReadOnlyList<Guid> volumes,
        string? reservedAddress, CatalogueSnapshot catalogue) => new(
        droplet.Id.Value, droplet.Name, droplet.MemoryMib, droplet.Vcpus, droplet.DiskGib, [DiskInfoView.Local(droplet.DiskGib)],
        droplet.Locked, StatusOf(droplet), Domain.Images.Kernel.Of(image), droplet.CreatedAt, droplet.Features, backups,
        BackupWindowView.Of(droplet), snapshots, ImageView.SeenBy(droplet.AccountId, image, catalogue), volumes,
        SizeView.Of(catalogue.Sizes[droplet.SizeSlug], catalogue),
        droplet.SizeSlug, NetworksView.Of(droplet, catalogue.Regions[droplet.RegionSlug], reservedAddress),
        RegionView.Of(catalogue.Regions[droplet.RegionSlug], catalogue), droplet.Tags, droplet.VpcId.Value, droplet.Scrub, droplet.DeletionProtected);

    /// <summary>Views of droplets in the order of their ids as given, all in one query; one that was destroyed in the meantime is left out.</summary>
    public static async Task<IReadOnlyList<DropletView>> OfAsync(
        IReadOnlyList<DropletId> droplets, CatalogueSnapshot catalogue, CloudControlDb db, CancellationToken ct)
    {
        var shown = (await WithIds(db, [.. droplets]).ToListAsync(ct)).ToDictionary(s => s.Droplet.Id);
        return [.. droplets.Where(shown.ContainsKey).Select(id => Of(shown[id], catalogue))];
    }

    private static readonly Func<CloudControlDb, List<DropletId>, IAsyncEnumerable<ShownDroplet>> WithIds = EF.CompileAsyncQuery(
        (CloudControlDb db, List<DropletId> ids) => db.Droplets
            .Where(d => ids.Contains(d.Id) && d.DestroyedAt == null)
            .Join(db.DropletBelongings, d => d.Id, b => b.DropletId, (d, b) => new { Droplet = d, Belongings = b })
            .Join(db.Images, d => d.Droplet.ImageId, i => i.Id, (d, i) => new ShownDroplet(d.Droplet, i, d.Belongings))
            .AsNoTracking());

    private static string StatusOf(Droplet droplet) => droplet.Status switch
    {
        DropletStatus.New => "new",
        DropletStatus.Active => "active",
        DropletStatus.Off => "off",
        _ => throw new InvalidOperationException($"droplet {droplet.Id} is {droplet.Status}, which nobody is shown"),
    };
}

/// <summary>A droplet with all that its view shows, as one query reads it.</summary>
internal sealed record ShownDroplet(Droplet Droplet, Image Image, DropletBelongings Has);
