using System.Globalization;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Testing.Storage;
using CloudControl.Testing.Storage.Decoder;

namespace CloudControl.Infrastructure.Tests.Storage.Oracle;

/// <summary>
/// A random life of a host: volumes created, written, flushed, extended, quarantined, scrubbed, released, the scrub declined, the
/// host restarted and killed. It follows from its seed, but for the uuids lvm2's format wants. What is left is an image.
/// </summary>
internal sealed class OracleHistory
{
    private const int MostVolumes = 6;
    private const string NameLetters = "ab-_.+7";

    private static readonly ByteSize DiskBytes = ByteSize.FromMiB(20);
    private static readonly ByteSize LargestVolume = ByteSize.FromMiB(3);

    private readonly Random random;
    private readonly SimulatedHostOptions options;
    private readonly List<VolumeId> live = [], quarantined = [];
    private SimulatedHost? host;

    private OracleHistory(int seed)
    {
        (Seed, random) = (seed, new Random(seed));
        options = new SimulatedHostOptions
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{seed}{random.GetString(NameLetters, 8)}x"),
            Disk = new FaultyDisk(DiskBytes.Bytes),
            ExtentBytes = ByteSize.FromKiB(64 << random.Next(4)),
            ChunkBytes = ByteSize.FromKiB(4 << Math.Max(0, random.Next(5) - 2)),
            MetadataAreaBytes = ByteSize.FromKiB(256 << random.Next(3)),
            FillPattern = random.Next(4) == 0 ? null : HostRig.Secret,
        };
    }

    public int Seed { get; }

    public string Group => "cc-" + options.Name;

    /// <summary>What the independent decoder makes of the image.</summary>
    public LvmImage Decoded => LvmImage.Read(Disk.Read);

    /// <summary>SHA-256 of every volume with an owner, as the host read it; where a size is in whole extents, so is a kernel's.</summary>
    public Dictionary<string, string> Hashes { get; } = [];

    /// <summary>Where the host and the independent decoder do not agree.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    public static async Task<OracleHistory> PlayAsync(int seed)
    {
        var history = new OracleHistory(seed);
        await history.OpenAsync();
        for (var steps = history.random.Next(15, 45); steps > 0; steps--)
        {
            await history.StepAsync();
        }

        await history.ConcludeAsync();
        return history;
    }

    /// <summary>Writes the image to a sparse file.</summary>
    public async Task SaveAsync(string path)
    {
        const int Piece = 64 * 1024;
        await using var file = File.Create(path);
        file.SetLength(Disk.Length);
        var bytes = new byte[Piece];
        for (long at = 0; at < Disk.Length; at += Piece)
        {
            Disk.Read(at, bytes);
            if (bytes.AsSpan().ContainsAnyExcept((byte)0))
            {
                file.Position = at;
                await file.WriteAsync(bytes);
            }
        }
    }

    private IRawDisk Disk => options.Disk!;

    private Task StepAsync() => random.Next(20) switch
    {
        < 5 => CreateAsync(),
        < 12 => WriteAsync(),
        < 14 => ExtendAsync(),
        14 => QuarantineAsync(),
        15 => ScrubSliceAsync(),
        < 18 => DestroyAsync(),
        18 => DeclineAsync(),
        _ => RestartAsync(),
    };

    private async Task CreateAsync()
    {
        if (live.Count + quarantined.Count == MostVolumes)
        {
            await DestroyAsync();
            return;
        }

        var (id, size) = (NewId(), SizeUpTo(LargestVolume));
        var created = await host!.CreateSparseVolumeAsync(id, size, StoreFor(size), default);
        if (created.IsOk)
        {
            live.Add(id);
        }
        else
        {
            Assert.IsType<NoFreeExtents>(created.Error);
        }
    }

    private async Task WriteAsync()
    {
        if (Any(live) is not { } id)
        {
            return;
        }

        await using var device = await host!.OpenAsync(id, default);
        for (var writes = random.Next(1, 30); writes > 0; writes--)
        {
            var data = new byte[random.Next(1, (int)Math.Min(60_000, device.Length))];
            random.NextBytes(data);
            await device.WriteAsync(random.NextInt64(device.Length - data.Length + 1), data, default);
            if (random.Next(6) == 0)
            {
                await device.FlushAsync(default);
            }
        }
    }

    private async Task ExtendAsync()
    {
        if (Any(live) is { } id)
        {
            var volume = host!.Find(id)!.Volume;
            var size = volume.Disk + SizeUpTo(ByteSize.FromMiB(1));
            var store = StoreFor(size);
            var extended = await host.ExtendAsync(id, size, store < volume.CowStore ? volume.CowStore : store, default);
            Assert.True(extended.IsOk || extended.Error is NoFreeExtents, extended.Error?.Message);
        }
    }

    private async Task QuarantineAsync()
    {
        if (Take(live) is { } id)
        {
            await host!.QuarantineAsync(id, default);
            quarantined.Add(id);
        }
    }

    private async Task ScrubSliceAsync()
    {
        if (Any(quarantined) is { } id)
        {
            await host!.ScrubAsync(id, ScrubCursor.Start, default);
        }
    }

    private async Task DestroyAsync()
    {
        if (Take(random.Next(2) == 0 ? quarantined : live) is { } id)
        {
            await host!.DestroyAsync(id);
        }
    }

    private async Task DeclineAsync()
    {
        if (Take(live) is { } id)
        {
            await host!.QuarantineAsync(id, default);
            await host.ReleaseAsync(id, ReleaseGrounds.Declined(new ScrubDeclined(id, Guid.Empty, DateTimeOffset.UnixEpoch)), default);
        }
    }

    /// <summary>Every other time without a goodbye, as a killed process leaves its disk.</summary>
    private async Task RestartAsync()
    {
        if (random.Next(2) == 0)
        {
            await host!.DisposeAsync();
        }

        await OpenAsync();
    }

    private async Task ConcludeAsync()
    {
        foreach (var id in live)
        {
            await using var device = await host!.OpenAsync(id, default);
            await device.FlushAsync(default);
            if (host.Find(id)!.Volume.Disk.IsMultipleOf(options.ExtentBytes))
            {
                Hashes[id.LogicalVolume] = await device.Sha256Async();
            }
        }

        Differences = await DecoderComparison.DifferencesAsync(host!, Decoded, default);
        await host!.DisposeAsync();
    }

    private async Task OpenAsync() => host = await SimulatedHost.OpenOrCreateAsync(options);

    private ByteSize StoreFor(ByteSize size) =>
        CowStore.CoveringSize(size, options.ChunkBytes, options.ExtentBytes) + (options.ExtentBytes * random.Next(3));

    /// <summary>Whole extents more often than not: only then does a kernel see as many bytes as were sold.</summary>
    private ByteSize SizeUpTo(ByteSize largest)
    {
        var unit = random.Next(3) == 0 ? options.ChunkBytes : options.ExtentBytes;
        return unit * random.NextInt64(1, largest.CountOf(unit) + 1);
    }

    private VolumeId NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        (bytes[6], bytes[8]) = ((byte)(0x70 | (bytes[6] & 0x0f)), (byte)(0x80 | (bytes[8] & 0x3f)));
        return new VolumeId(new Guid(bytes, bigEndian: true));
    }

    private VolumeId? Any(List<VolumeId> from) => from.Count == 0 ? null : from[random.Next(from.Count)];

    private VolumeId? Take(List<VolumeId> from)
    {
        var taken = Any(from);
        if (taken is { } id)
        {
            from.Remove(id);
        }

        return taken;
    }
}
