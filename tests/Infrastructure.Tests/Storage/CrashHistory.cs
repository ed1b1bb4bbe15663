using System.Buffers;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>
/// Carries out operations on a host over a <see cref="RecordingDisk"/> and notes when each began and was acknowledged, so that
/// for any power cut it can say what must be there, what may be there, and what must not.
/// </summary>
internal sealed class CrashHistory(SimulatedHost host, RecordingDisk disk)
{
    private readonly List<Operation> operations = [];

    /// <summary>A tenant's volume. Tenant n writes only bytes 32n+1 … 32n+31, so every byte tells whose it is.</summary>
    public sealed record Tenant(VolumeId Id, int Number)
    {
        public byte ByteOf(int random) => (byte)((32 * Number) + 1 + (random % 31));

        /// <summary>All it can have written, and zero.</summary>
        public SearchValues<byte> Alphabet { get; } =
            SearchValues.Create([0, .. Enumerable.Range((32 * Number) + 1, 31).Select(b => (byte)b)]);
    }

    private enum Kind
    {
        Create,
        Extend,
        Write,
        Flush,
        Quarantine,
    }

    /// <param name="Kind">What was asked.</param>
    /// <param name="Tenant">By whom.</param>
    /// <param name="Began">The disk's position before.</param>
    /// <param name="Acknowledged">And after.</param>
    /// <param name="Offset">Of a write; of a create or extend the volume's length.</param>
    /// <param name="Data">What was written.</param>
    private sealed record Operation(Kind Kind, Tenant Tenant, int Began, int Acknowledged, long Offset = 0, byte[]? Data = null);

    public async Task<Tenant> CreateAsync(int number, ByteSize size, ByteSize store)
    {
        var tenant = new Tenant(VolumeId.New(), number);
        await RunAsync(
            Kind.Create, tenant, async () => Assert.True((await host.CreateSparseVolumeAsync(tenant.Id, size, store, default)).IsOk), size.Bytes);
        return tenant;
    }

    public Task ExtendAsync(Tenant tenant, ByteSize size, ByteSize store) => RunAsync(
        Kind.Extend, tenant, async () => Assert.True((await host.ExtendAsync(tenant.Id, size, store, default)).IsOk), size.Bytes);

    public Task WriteAsync(IBlockDevice device, Tenant tenant, long offset, byte[] data) =>
        RunAsync(Kind.Write, tenant, () => device.WriteAsync(offset, data, default).AsTask(), offset, data);

    public Task FlushAsync(IBlockDevice device, Tenant tenant) =>
        RunAsync(Kind.Flush, tenant, () => device.FlushAsync(default).AsTask());

    public Task QuarantineAsync(Tenant tenant) => RunAsync(Kind.Quarantine, tenant, () => host.QuarantineAsync(tenant.Id, default));

    /// <summary>Checks a host that was opened on what a power cut at <paramref name="cut"/> left.</summary>
    public async Task VerifyAsync(SimulatedHost after, int cut)
    {
        foreach (var tenant in operations.Select(o => o.Tenant).Distinct())
        {
            var mine = operations.Where(o => o.Tenant == tenant && o.Began < cut).ToList();
            var found = after.Find(tenant.Id);
            var allocated = found?.State == ExtentState.Allocated;
            if (mine.Exists(o => o.Kind == Kind.Quarantine && o.Acknowledged <= cut))
            {
                Assert.False(allocated, $"tenant {tenant.Number} has its volume back after the quarantine was acknowledged");
            }
            else if (mine.Exists(o => o.Kind == Kind.Create && o.Acknowledged <= cut) && !mine.Exists(o => o.Kind == Kind.Quarantine))
            {
                Assert.True(allocated, $"tenant {tenant.Number} lost an acknowledged volume");
            }

            if (allocated)
            {
                await VerifyBytesAsync(after, tenant, mine, cut);
            }
        }
    }

    private static async Task VerifyBytesAsync(SimulatedHost after, Tenant tenant, List<Operation> mine, int cut)
    {
        await using var device = await after.OpenAsync(tenant.Id, default);
        var lengths = mine.Where(o => o.Kind is Kind.Create or Kind.Extend).ToList();
        Assert.Contains(device.Length, lengths.Select(o => o.Offset));
        var acknowledged = lengths.Where(o => o.Acknowledged <= cut).Select(o => o.Offset).DefaultIfEmpty().Max();
        Assert.True(device.Length >= acknowledged, $"tenant {tenant.Number} lost an acknowledged extension");
        var seen = await device.ReadAllAsync();
        var foreign = seen.AsSpan().IndexOfAnyExcept(tenant.Alphabet);
        Assert.True(foreign < 0, $"tenant {tenant.Number} reads {(foreign < 0 ? 0 : seen[foreign]):x2} at {foreign}");

        var lastFlush = mine.FindLastIndex(o => o.Kind == Kind.Flush && o.Acknowledged <= cut);
        var (durable, touched) = (new byte[seen.Length], new bool[seen.Length]);
        for (var i = 0; i < mine.Count; i++)
        {
            if (mine[i].Data is not { } data)
            {
                continue;
            }

            if (i < lastFlush)
            {
                data.CopyTo(durable, mine[i].Offset);
            }
            else
            {
                touched.AsSpan((int)mine[i].Offset, data.Length).Fill(true);
            }
        }

        for (var i = 0; i < seen.Length; i++)
        {
            if (seen[i] != durable[i] && !touched[i])
            {
                Assert.Fail($"tenant {tenant.Number} lost the flushed byte at {i}");
            }
        }
    }

    private async Task RunAsync(Kind kind, Tenant tenant, Func<Task> carryOut, long offset = 0, byte[]? data = null)
    {
        var began = disk.Position;
        await carryOut();
        operations.Add(new Operation(kind, tenant, began, disk.Position, offset, data));
    }
}
