using CloudControl.Api.Catalogue;
using CloudControl.Domain.Sizes;

namespace CloudControl.Api.Sizes;

/// <summary>A size on the wire. Prices and transfer are decimals because clients insist on a JSON float.</summary>
public sealed record SizeView(
    string Slug, int Memory, int Vcpus, int Disk, decimal Transfer, decimal PriceMonthly, decimal PriceHourly,
    IReadOnlyList<string> Regions, bool Available, string Description, IReadOnlyList<DiskInfoView> DiskInfo)
{
    public static SizeView Of(DropletSize size, CatalogueSnapshot catalogue) => new(
        size.Slug, size.MemoryMib, size.Vcpus, size.DiskGib, size.TransferTb, size.PriceMonthly, size.PriceHourly,
        size.Available ? [.. catalogue.AvailableRegions] : [], size.Available, size.Description, [DiskInfoView.Local(size.DiskGib)]);
}

/// <summary>One disk of a size or droplet on the wire.</summary>
public sealed record DiskInfoView(string Type, DiskAmountView Size)
{
    public static DiskInfoView Local(int gib) => new("local", new DiskAmountView(gib, "gib"));
}

/// <summary>An amount with its unit on the wire.</summary>
public sealed record DiskAmountView(int Amount, string Unit);
