using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Testing.Storage;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>Our readers on disks stock lvm2 and a stock kernel wrote.</summary>
public sealed class StockLvmImagesAreReadAsTheKernelReadsThem(ReferenceImages images) : IClassFixture<ReferenceImages>
{
    public static TheoryData<string> Images => ["a-linear", "b-sparse", "i-areas", "l-wrap", "e3-cover", "h-resize-virtual", "f-extend"];

    [Theory]
    [MemberData(nameof(Images))]
    public void The_group_and_its_volumes_are_those_lvm2_lists(string name)
    {
        var image = images[name];
        var group = image.Rows("vg").Single();
        Assert.Equal(group.GetProperty("vg_name").GetString(), image.Group.Name);
        Assert.Equal(group.GetProperty("vg_uuid").GetString(), image.Group.Id.ToString());
        Assert.Equal(Number(group, "vg_seqno"), image.Group.SequenceNumber);
        Assert.Equal(Number(group, "vg_extent_size"), image.Group.ExtentBytes);
        var physical = image.Rows("pv").Single();
        Assert.Equal(Number(physical, "pe_start"), image.Group.OffsetOf(0));
        Assert.Equal(Number(physical, "pv_pe_count"), image.Group.PhysicalVolume.ExtentCount);
        Assert.Equal(physical.GetProperty("pv_uuid").GetString(), image.Lvm.Label.Id.ToString());

        var listed = image.Rows("lv").ToDictionary(v => v.GetProperty("lv_name").GetString()!.Trim('[', ']'));
        var real = image.Group.LogicalVolumes.Where(v => v.Segments is not [SnapshotSegment]).ToList();
        Assert.Equal(listed.Keys.Order(), real.Select(v => v.Name).Order());
        foreach (var volume in real)
        {
            Assert.Equal(listed[volume.Name].GetProperty("lv_uuid").GetString(), volume.Id.ToString());
            Assert.Equal(Number(listed[volume.Name], "lv_size"), volume.ExtentCount * image.Group.ExtentBytes);
            Assert.Equal(listed[volume.Name].GetProperty("lv_tags").GetString(), string.Join(',', volume.Tags.Order(StringComparer.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Every_volume_has_the_bytes_the_kernel_read(string name)
    {
        var image = images[name];
        var hashes = image.Report.GetProperty("sha256").EnumerateObject().ToList();
        Assert.NotEmpty(hashes);
        foreach (var expected in hashes)
        {
            var volume = image.Group.LogicalVolumes.Single(v => expected.Name.EndsWith("vg0-" + v.Name.Replace("-", "--", StringComparison.Ordinal), StringComparison.Ordinal));
            Assert.Equal(expected.Value.GetProperty("sha256").GetString(), await HashAsync(image, volume));
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void Every_store_is_used_as_far_as_the_kernel_says(string name)
    {
        var image = images[name];
        foreach (var snapshot in image.Group.LogicalVolumes.SelectMany(v => v.Segments.OfType<SnapshotSegment>()))
        {
            var store = image.LinearOf(image.Group.LogicalVolumes.Single(v => v.Name == snapshot.CowStore));
            var loaded = StoredExceptions.Load(store, snapshot.ExtentCount * image.Group.ExtentBytes);
            var areas = (loaded.Table.Count / new StoreLayout(loaded.ChunkBytes).RecordsPerArea) + 1;

            // "0 131072 snapshot USED/TOTAL METADATA", all in sectors.
            var status = image.Report.GetProperty("status")
                .GetProperty("vg0-" + snapshot.CowStore.Replace("-", "--", StringComparison.Ordinal))[0].GetString()!.Split(' ');
            var sectors = loaded.ChunkBytes / PvLabel.SectorBytes;
            Assert.Equal($"{loaded.NextFree * sectors}/{store.Length / PvLabel.SectorBytes}", status[3]);
            Assert.Equal(((areas + 1) * sectors).ToString(CultureInfo.InvariantCulture), status[4]);
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void The_ring_rule_says_where_lvm2_put_each_text(string name)
    {
        var image = images[name];
        var header = image.Lvm.Area.Header;
        var texts = TextsInRing(image).OrderBy(t => t.Sequence).ToList();
        Assert.NotEmpty(texts);
        var followed = 0;
        for (var i = 1; i < texts.Count; i++)
        {
            if (texts[i].Sequence == texts[i - 1].Sequence + 1)
            {
                var before = header with { Committed = new TextLocation(texts[i - 1].Offset, texts[i - 1].Size, 0) };
                Assert.Equal(texts[i].Offset, MetadataArea.NextOffset(before));
                followed++;
            }
        }

        Assert.True(followed > 0 || texts.Count == 1, "no two texts in a row were left in the ring");
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void What_we_encode_is_what_lvm2_encoded(string name)
    {
        var image = images[name];
        var header = image.Lvm.Area.Header;
        Assert.Equal(image.Bytes(header.Start, 512), header.Encode());
        Assert.Equal(image.Bytes(512, 512), image.Lvm.Label.Encode());
    }

    [Fact]
    public void A_text_written_by_us_is_read_as_the_group_it_came_from()
    {
        var group = images["i-areas"].Group;
        var text = MetadataTextWriter.Write(group, "a \"quoted\" \\ word", DateTimeOffset.UnixEpoch);
        Assert.Equal(0, text[^1]);
        Assert.Equivalent(group, VolumeGroupReader.Read(text.AsSpan(0, text.Length - 1)), strict: true);
    }

    private static async Task<string> HashAsync(ReferenceImage image, LogicalVolume volume)
    {
        if (image.Group.LogicalVolumes.SelectMany(v => v.Segments.OfType<SnapshotSegment>()).Any(s => s.CowStore == volume.Name))
        {
            await using var device = image.OpenVolume(volume.Name);
            return await device.Sha256Async();
        }

        var linear = image.LinearOf(volume);
        var bytes = new byte[linear.Length];
        linear.Read(0, bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>The texts that still stand whole and unwrapped in the ring, found by their beginning.</summary>
    private static List<(long Sequence, long Offset, long Size)> TextsInRing(ReferenceImage image)
    {
        var (header, found) = (image.Lvm.Area.Header, new List<(long, long, long)>());
        ReadOnlySpan<byte> area = image.Bytes(header.Start, header.Size);
        for (var offset = 512; offset < area.Length; offset += 512)
        {
            var rest = area[offset..];
            if (!rest.StartsWith("vg0 {"u8))
            {
                continue;
            }

            var end = rest.IndexOf((byte)0);
            if (end > 0 && rest[..end].LastIndexOf("creation_time"u8) >= 0 && rest[..end].IndexOf("# Generated"u8) >= 0)
            {
                var text = Encoding.UTF8.GetString(rest[..end]);
                var sequence = text.Split("seqno = ")[1].Split('\n')[0];
                found.Add((long.Parse(sequence, CultureInfo.InvariantCulture), offset, end + 1));
            }
        }

        return found;
    }

    private static long Number(JsonElement row, string name) => long.Parse(row.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
