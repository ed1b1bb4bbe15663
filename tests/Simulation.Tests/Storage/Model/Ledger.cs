using CloudControl.Domain.Storage;

namespace CloudControl.Simulation.Tests.Storage;

/// <summary>All volumes of a history and what is true of them; the reference the host is held against.</summary>
internal sealed class Ledger(HostUnderTest host, Dice dice)
{
    private const int TenantCount = 3;

    /// <summary>What was read last; a history has one thread, and the next one on it reads as much.</summary>
    [ThreadStatic]
    private static byte[]? seen;

    private readonly List<ModelVolume> volumes = [];
    private int generation;

    public IReadOnlyList<ModelVolume> Volumes => volumes;

    public SectorValues Values { get; } = new();

    /// <summary>The number of the next write: no two of a history have the same.</summary>
    public int NextGeneration() => ++generation;

    /// <summary>One that is not there: one that came to nothing before, or a new one.</summary>
    public ModelVolume Absent()
    {
        var again = volumes.Find(v => v is { State: ModelState.Absent, IsUnsure: false });
        return again is null || dice.Once(2) ? Add(dice.Roll(TenantCount) + 1, dice.OneOf(host.Birth.Sizes)) : again;
    }

    public ModelVolume Add(int tenant, int sectors)
    {
        var volume = new ModelVolume(volumes.Count + 1, tenant, sectors, Values) { ScrubPolicy = !dice.Once(8) };
        volumes.Add(volume);
        return volume;
    }

    /// <summary>Any volume in one of two states; null when there is none.</summary>
    public ModelVolume? Any(ModelState state, ModelState? or = null)
    {
        var (count, chosen) = (0, (ModelVolume?)null);
        foreach (var volume in volumes)
        {
            if (!volume.IsUnsure && (volume.State == state || volume.State == or) && dice.Once(++count))
            {
                chosen = volume;
            }
        }

        return chosen;
    }

    /// <summary>Reads a whole volume through the host.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAllAsync(ModelVolume volume)
    {
        await using var device = await host.Port.OpenAsync(volume.Id, default);
        if (volume.GrowsTo * Disks.VolatileDisk.SectorBytes == device.Length)
        {
            volume.Grow(volume.GrowsTo!.Value);
        }

        Finding.Unless(device.Length == volume.Size.Bytes, () => $"volume {volume.Number} has {device.Length} bytes, not {volume.Size.Bytes}");
        if (seen is null || seen.Length < device.Length)
        {
            seen = new byte[device.Length];
        }

        var here = seen.AsMemory(0, (int)device.Length);
        await device.ReadAsync(0, here, default);
        return here;
    }

    /// <summary>Looks what a host that was opened anew says of operations cut short, and reads every byte there is.</summary>
    public async Task SettleAsync(bool powerCut)
    {
        foreach (var volume in volumes)
        {
            volume.Receipt = null;
            if (volume.IsUnsure)
            {
                volume.State = After(volume, await host.ExtentsOfAsync(volume.Id));
                volume.IsUnsure = false;
            }

            if (volume.State == ModelState.Live)
            {
                volume.Settle((await ReadAllAsync(volume)).Span, powerCut);
                volume.GrowsTo = null;
            }
        }
    }

    private static ModelState After(ModelVolume volume, List<ExtentRun> extents)
    {
        ExtentState? found = extents.Count == 0 ? null : extents[0].State;
        return (volume.State, found) switch
        {
            (ModelState.Absent, null) => ModelState.Absent,
            (ModelState.Absent or ModelState.Live, ExtentState.Allocated) => ModelState.Live,
            (ModelState.Live or ModelState.Quarantined, ExtentState.Quarantined) => ModelState.Quarantined,
            (ModelState.Quarantined, null) => ModelState.Gone,
            _ => throw new Finding($"volume {volume.Number} was {volume.State}, the machine stopped, its extents are [{string.Join(", ", extents)}]"),
        };
    }
}
