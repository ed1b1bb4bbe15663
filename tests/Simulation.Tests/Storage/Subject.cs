using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>What a history is played on: the disk beneath the host, and what stands between the host and its callers.</summary>
/// <param name="Disk">Makes the disk.</param>
/// <param name="Port">What callers see of a host that was just opened.</param>
internal sealed record Subject(Func<DiskMemory, VolatileDisk> Disk, Func<SimulatedHost, VolatileDisk, IStorageHost> Port)
{
    public const int ExtentCount = 5;

    public static readonly ByteSize Extent = ByteSize.FromKiB(64);
    public static readonly ByteSize Chunk = ByteSize.FromKiB(4);
    public static readonly ByteSize MetadataArea = ByteSize.FromKiB(256);

    private static readonly Lazy<Task<byte[]>> Born = new(FormatAsync);

    /// <summary>The host as it is, on a disk as it should be.</summary>
    public static Subject Honest { get; } = new(memory => new VolatileDisk(memory), (host, _) => host);

    public static int DiskBytes => (int)(MetadataArea + (Extent * ExtentCount)).Bytes;

    /// <summary>A disk just made a host's, full of a former tenant's bytes.</summary>
    public static Task<byte[]> BornAsync() => Born.Value;

    public static Task<SimulatedHost> OpenAsync(VolatileDisk disk, TimeProvider clock) =>
        SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
        {
            Name = "simulated",
            Disk = disk,
            ExtentBytes = Extent,
            ChunkBytes = Chunk,
            MetadataAreaBytes = MetadataArea,
            FillPattern = Taint.FormerTenant,
            TimeProvider = clock,
        });

    private static async Task<byte[]> FormatAsync()
    {
        var memory = DiskMemory.Of(DiskBytes);
        await using (await OpenAsync(new VolatileDisk(memory), new FakeTimeProvider()))
        {
            return [.. memory.View];
        }
    }
}
