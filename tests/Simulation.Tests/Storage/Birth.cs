using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;
using CloudControl.Testing;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>What a history begins with: a disk just made a host's.</summary>
/// <param name="ExtentCount">Its extents.</param>
/// <param name="FormerTenant">Whether the disk was full of somebody's bytes; else it is a sparse file, and every extent clean.</param>
/// <param name="Sizes">What volumes are made of, in sectors.</param>
internal sealed record Birth(int ExtentCount, bool FormerTenant, int[] Sizes)
{
    public static readonly ByteSize Extent = ByteSize.FromKiB(64);
    public static readonly ByteSize Chunk = ByteSize.FromKiB(4);
    public static readonly ByteSize MetadataArea = ByteSize.FromKiB(256);

    /// <summary>Where the ring of metadata texts begins.</summary>
    public const long TextsAt = 4096 + 512;

    /// <summary>A volume of that many sectors has more chunks than one exception area has records.</summary>
    private const int TwoAreas = 280 * 8;

    /// <summary>One of that many has them once it was extended.</summary>
    private const int OneArea = 250 * 8;

    public static readonly Birth Used = new(5, FormerTenant: true, [64, 64, 128]);
    public static readonly Birth New = new(5, FormerTenant: false, [64, 64, 128]);
    public static readonly Birth Large = new(42, FormerTenant: true, [OneArea, TwoAreas]);

    private readonly Lazy<byte[]> contents = new(() => Format(ExtentCount, FormerTenant));

    /// <summary>The bytes of the largest of them.</summary>
    public static int LargestDisk => BytesOf(Large.ExtentCount);

    /// <summary>The disk.</summary>
    public byte[] Contents => contents.Value;

    public static Task<SimulatedHost> OpenAsync(VolatileDisk disk, TimeProvider clock, bool formerTenant = false) =>
        SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
        {
            Name = "simulated",
            Disk = disk,
            ExtentBytes = Extent,
            ChunkBytes = Chunk,
            MetadataAreaBytes = MetadataArea,
            FillPattern = formerTenant ? Taint.FormerTenant : null,
            TimeProvider = clock,
        });

    private static int BytesOf(int extents) => (int)(MetadataArea + (Extent * extents)).Bytes;

    private static byte[] Format(int extents, bool formerTenant)
    {
        var memory = new DiskMemory(BytesOf(extents));
        memory.Begin(new byte[BytesOf(extents)]);
        var host = OpenAsync(new VolatileDisk(memory), new FakeTimeProvider(), formerTenant);
        return host.IsCompletedSuccessfully ? memory.View.ToArray() : throw new InvalidOperationException("formatting a disk took time");
    }
}
