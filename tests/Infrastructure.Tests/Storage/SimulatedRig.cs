using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>A simulated host on a disk in memory, small enough for a test.</summary>
public sealed class SimulatedRig : HostRig
{
    public static readonly ByteSize Chunk = ByteSize.FromKiB(4);
    public static readonly ByteSize Extent = ByteSize.FromKiB(256);
    public static readonly ByteSize ExtentsFrom = ByteSize.FromMiB(1);

    private readonly byte? pattern;
    private SimulatedHost? host;

    private SimulatedRig(long diskBytes, byte? pattern) => (Disk, this.pattern) = (new FaultyDisk(diskBytes), pattern);

    public override IStorageHost Port => Host;

    public SimulatedHost Host => host ?? throw new InvalidOperationException("the host is down");

    public FaultyDisk Disk { get; }

    /// <param name="extents">Physical extents of the disk.</param>
    /// <param name="pattern">What fills the disk at birth; null for a clean one.</param>
    public static async Task<SimulatedRig> StartAsync(int extents = 40, byte? pattern = Secret)
    {
        var rig = new SimulatedRig(ExtentsFrom.Bytes + (extents * Extent.Bytes), pattern);
        await rig.OpenAsync();
        return rig;
    }

    /// <summary>The byte of the disk at which an extent begins.</summary>
    public static long OffsetOf(long extent) => ExtentsFrom.Bytes + (extent * Extent.Bytes);

    public override async Task FillFreeExtentsAsync()
    {
        foreach (var run in await Port.MapExtentsAsync(default))
        {
            if (run.State == ExtentState.Free)
            {
                Disk.Raw.Slice((int)OffsetOf(run.First), (int)(run.Count * Extent.Bytes)).Fill(Secret);
            }
        }
    }

    public override void BreakExtents(bool writes, bool reads)
    {
        Disk.FailWrite = (offset, _) => writes && offset >= ExtentsFrom.Bytes;
        Disk.FailRead = (offset, _) => reads && offset >= ExtentsFrom.Bytes;
    }

    public override void Heal() => Disk.Heal();

    public override async Task ReopenAsync()
    {
        await Host.DisposeAsync();
        host = null;
        await OpenAsync();
    }

    /// <summary>Opens the host anew without closing it first, as after a crash of the process.</summary>
    public async Task CrashAsync() => await OpenAsync();

    public override async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }

    private async Task OpenAsync() => host = await SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
    {
        Name = "test",
        Disk = Disk,
        ExtentBytes = Extent,
        ChunkBytes = Chunk,
        MetadataAreaBytes = ExtentsFrom,
        FillPattern = pattern,
    });
}
