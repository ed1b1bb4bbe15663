using System.Text.Json;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage.Oracle;

/// <summary>Stock lvm2 and a stock kernel open a simulated host's disk and read, volume for volume, what the host reads.</summary>
[Trait("Category", "Lvm")]
public sealed class StockLvmReadsWhatWeWrote : IDisposable
{
    private static readonly ByteSize Disk = ByteSize.FromMiB(8);
    private static readonly ByteSize Extent = ByteSize.FromKiB(256);
    private static readonly ByteSize Chunk = ByteSize.FromKiB(4);
    private static readonly ByteSize Store = CowStore.CoveringSize(Disk, Chunk, Extent);

    private static readonly ByteSize Grown = ByteSize.FromMiB(11);
    private static readonly ByteSize GrownStore = CowStore.CoveringSize(Grown, Chunk, Extent);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cc-oracle-");

    private string Image => Path.Combine(folder.FullName, "pv.img");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Every_volume_is_a_thick_snapshot_with_the_bytes_we_read()
    {
        LvmOracle.SkipIfDeclined();
        var random = new Random(20131230);
        Dictionary<string, (SparseVolume Volume, string Hash)> expected = [];
        VolumeId quarantined;
        await using (var host = await OpenHostAsync(storesThatFit: 5))
        {
            List<VolumeId> tenants = [];
            for (var i = 0; i < 5; i++)
            {
                tenants.Add(await CreateAsync(host, Store));
                await WriteAtRandomAsync(host, tenants[i], random, writes: 40 * i);
            }

            // Two gaps; the volume laid over both has two segments, and the map of one tenant stays behind under quarantine.
            await host.DestroyAsync(tenants[1]);
            await host.DestroyAsync(tenants[3]);
            var fragmented = await CreateAsync(host, Store + (Extent * 7));
            await WriteAtRandomAsync(host, fragmented, random, writes: 400);
            quarantined = tenants[4];
            await host.QuarantineAsync(quarantined, default);
            Assert.Equal(2, (await host.MapExtentsAsync(default)).Where(r => r.Volume == fragmented && !r.Dirty).Count());

            // What is left goes to a volume that grows and is written behind its old end.
            Assert.True((await host.ExtendAsync(tenants[2], Grown, GrownStore, default)).IsOk);
            await WriteAtRandomAsync(host, tenants[2], random, writes: 300);
            foreach (var id in new[] { tenants[0], tenants[2], fragmented })
            {
                await using var device = await host.OpenAsync(id, default);
                expected[id.LogicalVolume] = (host.Find(id)!.Volume, await device.Sha256Async());
            }
        }

        var report = await LvmOracle.InspectAsync(Image);
        Assert.Equal((0, 0), (report.GetProperty("rc").GetProperty("activate").GetInt32(), report.GetProperty("rc").GetProperty("report").GetInt32()));
        var listed = report.GetProperty("lvm2").GetProperty("report")[0].GetProperty("lv").EnumerateArray()
            .ToDictionary(v => v.GetProperty("lv_name").GetString()!);
        foreach (var (name, volume) in expected)
        {
            Assert.Equal("public,snapshot,thicksnapshot", Text(listed[name], "lv_role"));
            Assert.Equal($"{volume.Volume.CowStore.Bytes} of {volume.Volume.Disk.Bytes}", $"{Text(listed[name], "lv_size")} of {Text(listed[name], "origin_size")}");
            Assert.Equal("", Text(listed[name], "lv_health_status") + Text(listed[name], "lv_snapshot_invalid"));
            Assert.Equal(volume.Hash, HashOf(report, name));
        }

        var scrub = listed[$"cc-scrub-{quarantined}"];
        Assert.Equal("linear", Text(scrub, "lv_layout"));
        Assert.Contains($"cc.vol={quarantined}", Text(scrub, "lv_tags"), StringComparison.Ordinal);
        Assert.Equal((2 * expected.Count) + 1, listed.Count);

        var dump = await LvmOracle.DumpMetadataAsync(Image);
        Assert.All(expected.Keys, name => Assert.Contains(name, dump, StringComparison.Ordinal));
        Assert.Contains("contents = \"Text Format Volume Group\"", dump, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_kernel_writes_into_a_volume_the_host_reads()
    {
        LvmOracle.SkipIfDeclined();
        VolumeId id;
        await using (var host = await OpenHostAsync(storesThatFit: 1))
        {
            id = await CreateAsync(host, Store);
            await WriteAtRandomAsync(host, id, new Random(7), writes: 30);
        }

        // 600 chunks more from the kernel's hand: its allocation goes on where ours ended, across two areas.
        var device = $"/dev/cc-oracle/{id.LogicalVolume}";
        var hash = await LvmOracle.RunInGuestAsync($"""
            set -e
            vgchange -q -ay cc-oracle >/dev/null 2>&1
            yes kernel | dd of={device} bs=4096 seek=1000 count=600 iflag=fullblock oflag=direct status=none
            sync
            sha256sum <{device} | cut -d' ' -f1
            vgchange -q -an cc-oracle >/dev/null 2>&1
            """, Image);

        await using var again = await OpenHostAsync(storesThatFit: 1);
        await using var volume = await again.OpenAsync(id, default);
        Assert.Equal(hash.Trim(), await volume.Sha256Async());
        await WriteAtRandomAsync(again, id, new Random(8), writes: 30);
    }

    private async Task<SimulatedHost> OpenHostAsync(int storesThatFit) => await SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions
    {
        Name = "oracle",
        Path = Image,
        DiskBytes = ByteSize.FromMiB(1) + (Store * storesThatFit),
        ExtentBytes = Extent,
        ChunkBytes = Chunk,
        MetadataAreaBytes = ByteSize.FromMiB(1),
        FillPattern = HostRig.Secret,
    });

    private static async Task<VolumeId> CreateAsync(SimulatedHost host, ByteSize store)
    {
        var created = await host.CreateSparseVolumeAsync(VolumeId.New(), Disk, store, default);
        Assert.True(created.IsOk, created.Error?.Message);
        return created.Value!.Id;
    }

    private static async Task WriteAtRandomAsync(SimulatedHost host, VolumeId id, Random random, int writes)
    {
        await using var device = await host.OpenAsync(id, default);
        for (var i = 0; i < writes; i++)
        {
            var data = new byte[random.Next(1, 40_000)];
            random.NextBytes(data);
            await device.WriteAsync(random.NextInt64(device.Length - data.Length), data, default);
            if (i % 7 == 0)
            {
                await device.FlushAsync(default);
            }
        }

        await device.FlushAsync(default);
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static string? HashOf(JsonElement report, string volume) => report.GetProperty("sha256").EnumerateObject()
        .Single(h => h.Name.EndsWith("-" + volume.Replace("-", "--", StringComparison.Ordinal), StringComparison.Ordinal))
        .Value.GetProperty("sha256").GetString();
}
