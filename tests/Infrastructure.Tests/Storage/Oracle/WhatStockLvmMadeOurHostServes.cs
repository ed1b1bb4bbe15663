using System.Globalization;
using System.Text;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Testing.Storage;
using CloudControl.Testing.Storage.Decoder;

namespace CloudControl.Infrastructure.Tests.Storage.Oracle;

/// <summary>
/// The way back: volumes made, written and extended by stock lvm2 and its kernel, opened through our host. All it needs of theirs
/// is the tags that say whose a volume is.
/// </summary>
[Trait("Category", "Lvm")]
public sealed class WhatStockLvmMadeOurHostServes(ReferenceImages references) : IClassFixture<ReferenceImages>, IDisposable
{
    private const int FreshDisks = 3;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cc-fresh-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task On_disks_it_made_just_now()
    {
        LvmOracle.SkipIfDeclined();
        var seed = Random.Shared.Next(1_000_000);
        var (random, script) = (new Random(seed), new StringBuilder("set -e\nexec 3>&1 >/dev/null\n"));
        var images = new List<string>();
        for (var i = 0; i < FreshDisks; i++)
        {
            images.Add(Path.Combine(folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{i}.img")));
            await using (var file = File.Create(images[i]))
            {
                file.SetLength(ByteSize.FromMiB(64).Bytes);
            }

            AppendScript(script, random, "/dev/vd" + (char)('a' + i), $"cc-fresh-{i}");
        }

        // Back to the pipe that takes the report: what lvm2 says of each step does not belong there.
        script.Append("exec >&3 3>&-");
        var report = await LvmOracle.RunAndInspectAsync(script.ToString(), [.. images]);
        Assert.Empty(StockReport.Complaints(report));
        for (var i = 0; i < FreshDisks; i++)
        {
            var stock = new StockReport(report, $"cc-fresh-{i}");
            using var disk = FileDisk.OpenOrCreate(images[i], 1);
            Assert.Empty(stock.DifferencesFrom(LvmImage.Read(disk.Read)).Select(d => $"seed {seed}, disk {i}: {d}"));
            await ServesAsync(disk, $"fresh-{i}", stock.Hashes, volumes: 3);
        }
    }

    [Theory]
    [InlineData("b-sparse", 1)]
    [InlineData("i-areas", 2)]
    [InlineData("e3-cover", 1)]
    [InlineData("h-resize-virtual", 1)]
    [InlineData("f-extend", 2)]
    public async Task On_the_reference_disks_once_their_volumes_are_tagged(string name, int volumes)
    {
        var image = references[name];
        var copy = new FaultyDisk(image.Bytes(0, image.Disk.Length));
        var renamed = await TagAsync(copy);
        var hashes = new StockReport(image.Report, "vg0").Hashes.ToDictionary(h => renamed[h.Key], h => h.Value);
        await ServesAsync(copy, "adopted", hashes, volumes);
    }

    /// <summary>Every sparse volume reads as the kernel read it, and takes writes where the kernel's own ended.</summary>
    private static async Task ServesAsync(IRawDisk disk, string name, IReadOnlyDictionary<string, string> hashes, int volumes)
    {
        var host = await SimulatedHost.OpenOrCreateAsync(new SimulatedHostOptions { Name = name, Disk = new Undisposed(disk) });
        var image = LvmImage.Read(disk.Read);
        Assert.Empty(await DecoderComparison.DifferencesAsync(host, image, default));
        var served = 0;
        foreach (var volume in image.Volumes.Where(v => v.IsSparse))
        {
            var id = new VolumeId(Guid.ParseExact(volume.Tag("cc.vol")!, "n"));
            await using var device = await host.OpenAsync(id, default);
            Assert.Equal(hashes[volume.Name], await device.Sha256Async());
            if (CowStore.CoveringChunks(new ByteSize(device.Length), new ByteSize(device.ChunkBytes)) * device.ChunkBytes <= volume.PhysicalBytes)
            {
                await device.WriteAsync(device.Length / 3, new byte[100_000], default);
                await device.FlushAsync(default);
            }

            served++;
        }

        Assert.Equal(volumes, served);
        Assert.Empty(await DecoderComparison.DifferencesAsync(host, LvmImage.Read(disk.Read), default));
        await host.DisposeAsync();
    }

    /// <summary>
    /// Three sparse volumes, each written at random: one that never changed, one whose store was extended, one over the hole that a
    /// fourth left; and a quarantined one.
    /// </summary>
    private static void AppendScript(StringBuilder script, Random random, string device, string group)
    {
        var (a, b, gone, fragmented, scrub) = (VolumeId.New(), VolumeId.New(), VolumeId.New(), VolumeId.New(), VolumeId.New());
        var chunk = 4 << random.Next(3);
        Line($"pvcreate -q {device}; vgcreate -q -s 256k {group} {device}");
        Create(a, 4, 5);
        Create(gone, 2, 3);
        Create(b, 8, 4);
        Write(gone, 2, 10);
        Line($"lvremove -y {group}/{gone.LogicalVolume}");
        Create(fragmented, 6, 7);
        Write(a, 4, random.Next(1, 20));
        Write(b, 1, random.Next(1, 20));
        Write(fragmented, 6, random.Next(30, 60));
        Line($"lvextend -y -L +4m {group}/{b.LogicalVolume}");
        Write(b, 4, random.Next(1, 20));
        Line($"lvcreate -y -an -Wn -Zn -l 5 -n cc-scrub-{scrub} --addtag cc.vol={scrub} --addtag cc.state=quarantined --addtag cc.disk=1048576 --addtag cc.chunk=4096 {group}");
        Line($"sync");

        void Create(VolumeId id, int mebibytes, int store) => Line(
            $"lvcreate -y --type snapshot -c {chunk}k -V {mebibytes}m -L {store}m -n {id.LogicalVolume} --addtag cc.vol={id} --addtag cc.state=ready {group}");

        void Write(VolumeId id, int mebibytes, int writes) => Line($"""
            n=0; while [ $n -lt {writes} ]; do
              dd if=/dev/urandom of=/dev/{group}/{id.LogicalVolume} bs=512 count=$((1 + (n * {random.Next(1, 500)}) % 96)) seek=$(((n * {random.Next(1, 9999)}) % {(mebibytes * 2048) - 96})) conv=notrunc oflag=direct status=none
              n=$((n+1)); done
            """);

        void Line(FormattableString line) => script.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>
    /// What it takes to hand a stock group over: the group's and the volumes' names, and the tags; linear volumes count as
    /// quarantined. Answers the names of before by those of now.
    /// </summary>
    private static async Task<Dictionary<string, string>> TagAsync(FaultyDisk disk)
    {
        var lvm = LvmDisk.TryOpen(disk)!;
        var group = lvm.ReadVolumeGroup();
        var stores = group.LogicalVolumes.SelectMany(v => v.Segments.OfType<SnapshotSegment>()).ToDictionary(s => s.CowStore, s => s.Origin);
        var (renamed, tags) = (new Dictionary<string, string>(), new Dictionary<string, string[]>());
        foreach (var volume in group.LogicalVolumes.Where(v => v.Segments[0] is LinearSegment))
        {
            var (id, sparse) = (VolumeId.New(), stores.TryGetValue(volume.Name, out var origin));
            renamed[volume.Name] = sparse ? id.LogicalVolume : $"cc-scrub-{id}";
            renamed[origin ?? ""] = id.LogicalVolume + "_vorigin";
            string[] state = sparse ? ["cc.state=ready"] : ["cc.state=quarantined", "cc.disk=4096", "cc.chunk=4096"];
            tags[volume.Name] = [$"cc.vol={id}", .. state];
        }

        var handedOver = group.LogicalVolumes.Select(volume => volume with
        {
            Name = renamed.GetValueOrDefault(volume.Name, volume.Name),
            Tags = tags.GetValueOrDefault(volume.Name, []),
            Segments = [.. volume.Segments.Select(s => s is SnapshotSegment tie ? tie with { Origin = renamed[tie.Origin], CowStore = renamed[tie.CowStore] } : s)],
        }).ToList();
        var text = MetadataTextWriter.Write(
            group with { Name = "cc-adopted", SequenceNumber = group.SequenceNumber + 1, LogicalVolumes = handedOver }, "hand over", DateTimeOffset.UnixEpoch);
        await lvm.Area.CommitAsync(text, new SharedFlush(disk));
        return renamed;
    }

    /// <summary>A disk the test goes on with after the host let go of it.</summary>
    private sealed class Undisposed(IRawDisk disk) : IRawDisk
    {
        public long Length => disk.Length;

        public void Read(long offset, Span<byte> buffer) => disk.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> data) => disk.Write(offset, data);

        public void Flush() => disk.Flush();

        public void Dispose()
        {
            // Its owner does.
        }
    }
}
