using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>No lock is shared by two volumes: one whose part of the disk does not answer holds up nobody else.</summary>
public sealed class VolumesDoNotWaitForEachOther : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly ByteSize Size = ByteSize.FromMiB(1);
    private static readonly ByteSize Store = CowStore.CoveringSize(Size, SimulatedRig.Chunk, SimulatedRig.Extent);

    private readonly ManualResetEventSlim answering = new();
    private readonly SemaphoreSlim stuck = new(0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        answering.Set();
        answering.Dispose();
        stuck.Dispose();
    }

    [Theory]
    [InlineData(true)]     // a write to a chunk that has its place
    [InlineData(false)]    // one that needs a new chunk, and so has its volume's own lock
    public async Task A_write_that_is_stuck_holds_up_no_other_volume(bool mapped)
    {
        await using var rig = await SimulatedRig.StartAsync();
        await using var slow = await CreateAsync(rig);
        await using var other = await CreateAsync(rig);
        await slow.WriteAsync(0, new byte[] { 1 }, Ct);
        await other.WriteAsync(0, new byte[] { 2 }, Ct);
        var end = SimulatedRig.ExtentsFrom.Bytes + Store.Bytes;   // the slow one was laid first
        rig.Disk.FailWrite = (offset, _) => offset < end && offset >= SimulatedRig.ExtentsFrom.Bytes && Wait();

        var writing = Task.Run(async () => await slow.WriteAsync(mapped ? 0 : 500_000, new byte[] { 3 }, Ct), Ct);
        Assert.True(await stuck.WaitAsync(Limit, Ct));
        await Task.Run(() => UseAsync(rig, other), Ct).WaitAsync(Limit, Ct);

        Assert.False(writing.IsCompleted);
        answering.Set();
        await writing.WaitAsync(Limit, Ct);
        var read = new byte[1];
        await slow.ReadAsync(mapped ? 0 : 500_000, read, Ct);
        Assert.Equal(3, read[0]);
    }

    /// <summary>Everything one does with a volume, and with a host beside it.</summary>
    private static async Task UseAsync(SimulatedRig rig, IBlockDevice other)
    {
        var read = new byte[1];
        await other.ReadAsync(0, read, Ct);
        Assert.Equal(2, read[0]);
        await other.WriteAsync(0, new byte[] { 4 }, Ct);
        await other.WriteAsync(300_000, new byte[] { 5 }, Ct);
        await other.FlushAsync(Ct);
        Assert.Equal(2, other.ChunksWritten);
        await using var another = await CreateAsync(rig);
        await another.WriteAsync(0, new byte[] { 6 }, Ct);
    }

    private bool Wait()
    {
        stuck.Release();
        answering.Wait(Limit);
        return false;
    }

    private static async Task<IBlockDevice> CreateAsync(SimulatedRig rig)
    {
        var created = await rig.Port.CreateSparseVolumeAsync(VolumeId.New(), Size, Store, Ct);
        return await rig.Port.OpenAsync(created.Value!.Id, Ct);
    }
}
