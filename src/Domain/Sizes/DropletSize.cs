using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Sizes;

/// <summary>What can be ordered: memory, processors, disk and a price.</summary>
public sealed class DropletSize
{
    private DropletSize()
    {
    }

    public string Slug { get; private init; } = "";

    public int MemoryMib { get; private init; }

    public int Vcpus { get; private init; }

    /// <summary>Virtual size of the droplet's own disk.</summary>
    public int DiskGib { get; private init; }

    /// <summary>Monthly transfer in TB. A decimal with a digit after the point: clients insist on a JSON float.</summary>
    public decimal TransferTb { get; private init; }

    /// <summary>US dollars a month.</summary>
    public decimal PriceMonthly { get; private init; }

    /// <summary>US dollars an hour, to 5 decimals.</summary>
    public decimal PriceHourly { get; private init; }

    public string Description { get; private init; } = "";

    public bool Available { get; private init; } = true;

    public ByteSize Disk => ByteSize.FromGiB(DiskGib);

    public static DropletSize Of(
        string slug, int memoryMib, int vcpus, int diskGib, decimal transferTb, decimal priceMonthly, decimal priceHourly, string description) =>
        new()
        {
            Slug = slug,
            MemoryMib = memoryMib,
            Vcpus = vcpus,
            DiskGib = diskGib,
            TransferTb = transferTb,
            PriceMonthly = priceMonthly,
            PriceHourly = priceHourly,
            Description = description,
        };
}
