using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Simulation.Tests.Storage.Disks;

namespace CloudControl.Simulation.Tests.Storage.Operations;

/// <summary>What an owner does with a volume, each with what must be true once it was acknowledged.</summary>
internal sealed class DataOperations(HostUnderTest host, Ledger ledger, Dice dice)
{
    private const int LongestWriteSectors = 20;
    private const int LongestPartWords = 200;
    private const int LargeSectors = 1100;
    private const int SliceLimit = 20;

    /// <summary>Somewhere, some sectors or, in a large volume, many.</summary>
    public Task WriteAsync(ModelVolume volume)
    {
        if (volume.Sectors > LargeSectors && dice.Once(3))
        {
            return WriteAsync(volume, 0, volume.Sectors);   // a record for every chunk: on into the next exception area
        }

        var longest = volume.Sectors > LargeSectors && dice.Once(2) ? volume.Sectors : LongestWriteSectors;
        var first = dice.Roll(volume.Sectors);
        return WriteAsync(volume, first, Math.Min(volume.Sectors - first, dice.Roll(longest) + 1));
    }

    public Task WriteAsync(ModelVolume volume, int first, int count)
    {
        var generation = ledger.NextGeneration();
        return WriteAsync(volume, first * VolatileDisk.SectorBytes, new byte[count * VolatileDisk.SectorBytes],
            sector => Taint.Of(volume.Tenant, volume.Number, generation, sector));
    }

    /// <summary>Somewhere, beginning and ending within a sector.</summary>
    public async Task WritePartAsync(ModelVolume volume)
    {
        var offset = dice.Roll((int)volume.Size.Bytes / sizeof(ulong)) * sizeof(ulong);
        var count = Math.Min((int)volume.Size.Bytes - offset, (dice.Roll(LongestPartWords) + 1) * sizeof(ulong));
        var (first, last) = (offset / VolatileDisk.SectorBytes, (offset + count - 1) / VolatileDisk.SectorBytes);
        if (volume.TakesParts(first, last - first + 1))
        {
            var generation = ledger.NextGeneration();
            await WriteAsync(volume, offset, new byte[count], sector => Taint.Of(volume.Tenant, volume.Number, generation, sector));
        }
    }

    /// <summary>A guest's trim or write-zeroes, as the NBD server carries it out.</summary>
    public async Task ZeroAsync(ModelVolume volume)
    {
        var first = dice.Roll(volume.Sectors);
        var count = Math.Min(volume.Sectors - first, dice.Roll(3 * LongestWriteSectors) + 1);
        var (offset, bytes) = (first * VolatileDisk.SectorBytes, count * VolatileDisk.SectorBytes);
        var write = volume.BeginWrite(offset, bytes, [], _ => 0);
        await using var device = await host.Port.OpenAsync(volume.Id, default);
        await device.ZeroAsync(offset, bytes, default);
        volume.Acknowledge(write, offset, bytes);
    }

    public async Task ReadAsync(ModelVolume volume) => volume.RequireCurrent(0, (await ledger.ReadAllAsync(volume)).Span);

    public async Task FlushAsync(ModelVolume volume)
    {
        await using var device = await host.Port.OpenAsync(volume.Id, default);
        var covered = volume.BeginFlush();
        await device.FlushAsync(default);
        covered();
    }

    /// <summary>One volume is copied into another, as a snapshot is exported.</summary>
    public async Task CopyAsync(ModelVolume from, ModelVolume to)
    {
        var seen = (await ledger.ReadAllAsync(from)).ToArray();
        from.RequireCurrent(0, seen);
        var write = to.BeginWrite(0, seen.Length, [],
            sector => ledger.Values.Of(seen.AsSpan(sector * VolatileDisk.SectorBytes, VolatileDisk.SectorBytes)));
        await using var source = await host.Port.OpenAsync(from.Id, default);
        await using var target = await host.Port.OpenAsync(to.Id, default);
        var copied = CopyCursor.Start;
        for (var slice = 0; !copied.IsDone; slice++)
        {
            Finding.Unless(slice < SliceLimit, () => $"volume {from.Number} is not copied after {SliceLimit} slices");
            copied = await VolumeCopy.CopySliceAsync(source, target, copied, default);
        }

        to.Acknowledge(write, 0, seen.Length);
        to.BeginFlush()();   // a copy that is done is durable
    }

    private async Task WriteAsync(ModelVolume volume, int offset, byte[] data, Func<int, ulong> valueOf)
    {
        var write = volume.BeginWrite(offset, data.Length, data, valueOf);
        await using var device = await host.Port.OpenAsync(volume.Id, default);
        await device.WriteAsync(offset, data, default);
        volume.Acknowledge(write, offset, data.Length);
    }
}
