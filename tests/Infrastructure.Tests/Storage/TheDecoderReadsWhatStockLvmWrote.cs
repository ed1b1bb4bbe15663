using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Infrastructure.Tests.Storage.Oracle;
using CloudControl.Testing;
using CloudControl.Testing.Storage.Decoder;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>The independent decoder on disks stock lvm2 and a stock kernel wrote, against what they said and what our reader says.</summary>
public sealed class TheDecoderReadsWhatStockLvmWrote(ReferenceImages images) : IClassFixture<ReferenceImages>
{
    public static TheoryData<string> Images => StockLvmImagesAreReadAsTheKernelReadsThem.Images;

    [Theory]
    [MemberData(nameof(Images))]
    public void Volumes_segments_tables_and_hashes_are_those_lvm2_and_the_kernel_gave(string name)
    {
        var image = images[name];
        Assert.Empty(new StockReport(image.Report, "vg0").DifferencesFrom(LvmImage.Read(image.Disk.Read)));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void Our_reader_finds_the_same_extents_under_the_same_names(string name)
    {
        var image = images[name];
        var decoded = LvmImage.Read(image.Disk.Read);
        var ours = image.Group.LogicalVolumes.Where(v => v.Segments.All(s => s is LinearSegment)).ToList();
        Assert.Equal(ours.Select(v => (v.Name, v.Id.ToString())), decoded.Volumes.Select(v => (v.Name, v.Id)));
        foreach (var (mine, theirs) in ours.Zip(decoded.Volumes))
        {
            Assert.Equal(
                mine.Segments.Cast<LinearSegment>().Select(s => (s.StartExtent * image.Group.ExtentBytes, image.Group.OffsetOf(s.FirstPhysicalExtent))),
                theirs.Segments.Select(s => (s.Start, s.DiskOffset)));
            Assert.Equal(mine.Tags, theirs.Tags);
        }
    }

    [Fact]
    public void A_text_that_runs_over_the_end_of_the_ring_is_read()
    {
        var image = images["l-wrap"];
        var ring = MetadataRing.Read(image.Disk.Read);
        Assert.Equal(image.Lvm.Area.Header.Committed!.Value.Offset + image.Lvm.Area.Header.Committed.Value.Size > image.Lvm.Area.Header.Size, ring.Wraps);
        Assert.Equal(image.Lvm.Area.ReadText()!.Length, ring.Text.Length);
    }

    [Theory]
    [InlineData(512 + 40)]       // the label
    [InlineData(4096 + 41)]      // the metadata area's header
    public void One_bit_of_the_label_or_the_header_that_changed_is_noticed(int offset)
    {
        var image = images["b-sparse"];
        Assert.Throws<InvalidDataException>(() => LvmImage.Read((at, into) =>
        {
            image.Disk.Read(at, into);
            if (at <= offset && offset < at + into.Length)
            {
                into[(int)(offset - at)] ^= 1;
            }
        }));
    }

    [Fact]
    public void The_decoder_shares_no_code_with_the_product()
    {
        var folder = RepositoryRoot.Combine("tests", "Testing", "Storage", "Decoder");
        var files = Directory.GetFiles(folder, "*.cs");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain("using CloudControl", File.ReadAllText(file), StringComparison.Ordinal));
    }
}
