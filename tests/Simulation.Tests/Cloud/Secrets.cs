using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>A tenant's bytes: written through its volume, and looked for below every map.</summary>
internal static class Secrets
{
    /// <summary>Bytes of one secret: several chunks.</summary>
    public const int Bytes = 256 * 1024;

    private const int BlockBytes = 1 << 20;

    /// <summary>Fills a stretch of the droplet's disk with one byte and flushes it.</summary>
    public static async Task WriteAsync(CloudUnderTest cloud, long droplet, byte secret, long offset = 64 << 20)
    {
        await using var device = await cloud.Host.OpenAsync(await VolumeOfAsync(cloud, droplet), default);
        await device.WriteAsync(offset, Enumerable.Repeat(secret, Bytes).ToArray(), default);
        await device.FlushAsync(default);
    }

    /// <summary>
    /// How many whole 4 KiB blocks of the physical volume hold nothing but the secret. Read with the workers stopped, as
    /// somebody with the disk in hand would; they are started again.
    /// </summary>
    public static async Task<int> BlocksOnDiskAsync(CloudUnderTest cloud, byte secret)
    {
        await cloud.StopWorkersAsync();
        var found = 0;
        using (var disk = FileDisk.OpenOrCreate(cloud.PhysicalVolume, BlockBytes))
        {
            var block = new byte[BlockBytes];
            for (var offset = disk.NextData(0); offset < disk.Length; offset = disk.NextData(offset + BlockBytes))
            {
                var part = block.AsSpan(0, (int)Math.Min(BlockBytes, disk.Length - offset));
                disk.Read(offset, part);
                for (var at = 0; at + 4096 <= part.Length; at += 4096)
                {
                    found += part.Slice(at, 4096).ContainsAnyExcept(secret) ? 0 : 1;
                }
            }
        }

        await cloud.StartWorkersAsync();
        return found;
    }

    public static async Task<VolumeId> VolumeOfAsync(CloudUnderTest cloud, long droplet)
    {
        await using var db = cloud.OpenDatabase();
        return await db.Droplets.Where(d => d.Id == new DropletId(droplet)).Select(d => d.VolumeId).SingleAsync();
    }

    /// <summary>Where the droplet's volume lies, such as <c>0+257</c>.</summary>
    public static async Task<string> ExtentsOfAsync(CloudUnderTest cloud, long droplet)
    {
        var volume = await VolumeOfAsync(cloud, droplet);
        var runs = await cloud.Host.MapExtentsAsync(default);
        return string.Join(' ', runs.Where(r => r.Volume == volume).Select(r => $"{r.First}+{r.Count}"));
    }

    /// <summary>What became of the one disk of a destroyed droplet.</summary>
    public static async Task<ScrubRecord> RecordOfAsync(CloudUnderTest cloud, long droplet)
    {
        await using var db = cloud.OpenDatabase();
        return await db.ScrubReceipts.AsNoTracking().SingleAsync(r => r.DropletId == new DropletId(droplet));
    }
}
