using System.Runtime.CompilerServices;
using CloudControl.Domain;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Layout;
using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Infrastructure.Storage.Scrubbing;

namespace CloudControl.Infrastructure.Storage;

/// <summary>
/// A storage host whose disk is an ordinary file in LVM2's and dm-snapshot's own formats: stock lvm2 and a stock kernel open it
/// and read what this host reads. In doubt it leaks space, never data.
/// </summary>
public sealed class SimulatedHost : IStorageHost, IAsyncDisposable
{
    private const int QuarantineAttempts = 8;

    private readonly IRawDisk disk;
    private readonly SharedFlush flush;
    private readonly LayoutJournal journal;
    private readonly OpenVolumes volumes;
    private readonly VolumeLaying laying;
    private readonly VolumeExtension extension;
    private readonly VolumeScrubs scrubs;
    private readonly SimulatedHostOptions options;

    private SimulatedHost(SimulatedHostOptions options, IRawDisk disk, SharedFlush flush, LvmDisk lvm, HostLayout layout)
    {
        (this.options, this.disk, this.flush) = (options, disk, flush);
        journal = new LayoutJournal(lvm, layout, flush, options.TimeProvider);
        volumes = new OpenVolumes(disk, flush, layout.Group);
        laying = new VolumeLaying(disk, journal, options);
        extension = new VolumeExtension(disk, journal);
        scrubs = new VolumeScrubs(disk, flush, journal, options.TimeProvider);
    }

    /// <summary>The host's name.</summary>
    public string Name => options.Name;

    /// <summary>Opens the host, making its disk when it is not there.</summary>
    /// <exception cref="IOException">Another process serves it, or its volume group cannot be read.</exception>
    public static async Task<SimulatedHost> OpenOrCreateAsync(SimulatedHostOptions options, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var path = options.Path ?? (options.Disk is null ? throw new ArgumentException("a host needs a path or a disk") : null);
        var disk = options.Disk ?? FileDisk.OpenOrCreate(path!, options.DiskBytes.Bytes);
        try
        {
            var flush = new SharedFlush(disk);
            var (lvm, layout) = await HostDisk.OpenOrFormatAsync(disk, options, flush);
            return new SimulatedHost(options, disk, flush, lvm, layout);
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    public Task<Capacity> GetCapacityAsync(CancellationToken ct) => Task.FromResult(journal.Current.Capacity);

    public async IAsyncEnumerable<VolumeOnHost> ListVolumesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var laid in journal.Current.Volumes)
        {
            ct.ThrowIfCancellationRequested();
            yield return Describe(laid);
        }
    }

    /// <summary>One volume as <see cref="ListVolumesAsync"/> would show it, without listing all; null when the host holds none.</summary>
    public VolumeOnHost? Find(VolumeId id) => journal.Current.Find(id) is { } laid ? Describe(laid) : null;

    public async Task<Result<SparseVolume>> CreateSparseVolumeAsync(
        VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        RequireWholeChunks(disk, options.ChunkBytes);
        return await journal.ChangeAsync($"create {id}", layout => laying.Lay(layout, id, disk, cowStore));
    }

    public async Task<Result<SparseVolume>> ExtendAsync(VolumeId id, ByteSize disk, ByteSize cowStore, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (journal.Current.Find(id) is { State: ExtentState.Allocated } seen)
        {
            RequireWholeChunks(disk, seen.Volume.Chunk);
            GetMap(seen);
        }

        var answer = await journal.ChangeAsync($"extend {id}", layout => extension.Extend(layout, id, disk, cowStore));
        if (journal.Current.Find(id) is { State: ExtentState.Allocated } laid)
        {
            await volumes.GrowAsync(laid);
        }

        return answer;
    }

    public async Task<IBlockDevice> OpenAsync(VolumeId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var snapshot = GetMap(Allocated(id));

        // A quarantine may have come and gone while the map was loaded, or failed with its commit on the disk all the same; then
        // this map is nobody's, and no device may be opened on it.
        await journal.SettleAsync();
        if (journal.Current.Find(id) is not { State: ExtentState.Allocated })
        {
            volumes.Drop(id);
        }

        await volumes.GrowAsync(Allocated(id)); // it may have been extended while the map was loaded
        return new SnapshotDevice(id, snapshot);
    }

    public async Task QuarantineAsync(VolumeId id, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        for (var attempt = 0; attempt < QuarantineAttempts; attempt++)
        {
            var seen = journal.Current.Find(id);
            var use = seen is { State: ExtentState.Allocated } ? await volumes.ShutAsync(seen) : null;
            try
            {
                if (await journal.ChangeAsync($"quarantine {id}", layout => TakeAway(layout, id, seen, use)))
                {
                    return;
                }
            }
            finally
            {
                volumes.Drop(id);
            }
        }

        throw new InvalidOperationException($"quarantining volume {id} on host {Name}: it was created again and again meanwhile");
    }

    public Task QuarantineDirtyAsync(VolumeId id, long mostExtents, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostExtents);
        return journal.ChangeAsync($"clean {id}", layout => (DirtyExtents.TakeAway(layout, id, mostExtents, journal.MaximumTextBytes, options), true));
    }

    public Task<ScrubProgress> ScrubAsync(VolumeId id, ScrubCursor from, CancellationToken ct) => scrubs.NextSliceAsync(id, from, ct);

    public Task ReleaseAsync(VolumeId id, ReleaseGrounds grounds, CancellationToken ct) => scrubs.ReleaseAsync(id, grounds, ct);

    public Task<IReadOnlyList<ExtentRun>> MapExtentsAsync(CancellationToken ct) => Task.FromResult(ExtentMap.Of(journal.Current));

    public async ValueTask DisposeAsync()
    {
        try
        {
            await volumes.CloseAsync();
        }
        catch (IOException)
        {
            // A courtesy that failed: whoever needed their bytes durable has flushed, and was told.
        }
        finally
        {
            disk.Dispose();
        }
    }

    private static (HostLayout Next, bool Done) TakeAway(HostLayout layout, VolumeId id, LaidVolume? seen, StoreUse? use) =>
        layout.Find(id) switch
        {
            null => (layout.Gone.Refuses(id) ? layout : layout.Forget(id), true),
            { State: ExtentState.Quarantined } => (layout, true),
            var laid when laid.Volume == seen?.Volume => (layout.Replace(LaidVolumeText.Quarantine(laid, use, layout.Group)), true),
            _ => (layout, false), // created or extended since we looked: its devices must be shut first
        };

    private static void RequireWholeChunks(ByteSize disk, ByteSize chunk)
    {
        if (disk == ByteSize.Zero || !disk.IsMultipleOf(chunk))
        {
            throw new ArgumentException($"a disk of {disk} is not whole chunks of {chunk}", nameof(disk));
        }
    }

    private SparseSnapshot GetMap(LaidVolume laid)
    {
        try
        {
            return volumes.Get(laid);
        }
        catch (LvmFormatException e)
        {
            throw new VolumeUnavailableException(laid.Id, e.Message);
        }
    }

    private LaidVolume Allocated(VolumeId id) => journal.Current.Find(id) switch
    {
        { State: ExtentState.Allocated } laid => laid,
        null => throw new VolumeUnavailableException(id, $"host {Name} has no such volume"),
        _ => throw new VolumeUnavailableException(id, "it was taken from its owner"),
    };

    private VolumeOnHost Describe(LaidVolume laid) => new(
        laid.Volume, laid.State, laid.ExtentSet.Count,
        laid.State == ExtentState.Allocated ? volumes.ChunksWritten(laid) : laid.Use?.ChunksWritten);
}
