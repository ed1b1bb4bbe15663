using CloudControl.Infrastructure.Images.Import;
using static CloudControl.Testing.Qcow2Bytes;

namespace CloudControl.Infrastructure.Tests.Images.Import;

/// <summary>A file that a stranger made may say anything.</summary>
public sealed class HostileQcow2Tests
{
    private const long DiskBytes = 1 << 20;
    private const long Limit = 64 << 20;
    private const ulong Compressed = 1UL << 62;

    public static TheoryData<string, int, ulong> BentPointers { get; } = new()
    {
        { "lies where something else does", L1, 0 + (ulong)ClusterBytes },                  // the L1 table as its own L2 table
        { "lies where something else does", FirstL2, (ulong)FirstL2 },                      // an L2 table as its own data: a loop
        { "lies where something else does", FirstL2 + 8, (ulong)FirstL2 + ClusterBytes },   // one cluster twice
        { "is outside the file", L1, 1UL << 40 },
        { "is outside the file", FirstL2, 1UL << 40 },
        { "is outside the file", FirstL2, 0x00FF_FFFF_FFFF_0000 },
        { "does not begin at a cluster", L1, (ulong)FirstL2 + 512 },
        { "does not begin at a cluster", FirstL2, (ulong)FirstL2 + ClusterBytes + 512 },
        { "an entry of its L1 table is damaged", L1, (ulong)FirstL2 | 1 },
        { "an entry of its L1 table is damaged", L1, (ulong)FirstL2 | (1UL << 60) },
        { "an entry of an L2 table is damaged", FirstL2, ((ulong)FirstL2 + ClusterBytes) | (1UL << 57) },
        { "a compressed cluster is outside the file", FirstL2, Compressed | (1UL << 45) },
        { "a compressed cluster is outside the file", FirstL2, Compressed },
        { "a compressed cluster is", FirstL2, Compressed | (ulong)(FirstL2 + ClusterBytes) },   // what is there is not deflate
    };

    [Theory]
    [MemberData(nameof(BentPointers))]
    public void A_pointer_that_leads_astray_is_refused(string why, int offset, ulong value)
    {
        using var folder = new StagingFolder();
        var file = Sound();
        Write64(file, offset, value);

        Assert.Contains(why, Qcow2DecoderTests.Refusal(folder, file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version 1", 4, 1)]
    [InlineData("version 2147483647", 4, uint.MaxValue)]
    [InlineData("clusters are of a size", 20, 8)]
    [InlineData("clusters are of a size", 20, 22)]
    [InlineData("clusters are of a size", 20, uint.MaxValue)]
    [InlineData("is encrypted", 32, 1)]
    [InlineData("is encrypted", 32, 2)]
    [InlineData("L1 table does not fit", 36, 0)]
    [InlineData("L1 table does not fit", 36, uint.MaxValue)]
    [InlineData("L1 table is not in the file", 40, uint.MaxValue)]
    [InlineData("L1 table does not begin at a cluster", 44, 4)]
    [InlineData("is longer than", 24, 1)]
    [InlineData("is longer than", 24, uint.MaxValue)]
    [InlineData("is empty", 28, 0)]
    [InlineData("marked corrupt", 76, 2)]
    [InlineData("not known here", 72, 1)]
    [InlineData("header has a length", 100, 103)]
    [InlineData("header has a length", 100, uint.MaxValue)]
    [InlineData("refers to a backing file", 12, 512)]
    public void A_header_that_cannot_be_is_refused(string why, int offset, uint value)
    {
        using var folder = new StagingFolder();
        var file = Sound();
        Write32(file, offset, value);

        Assert.Contains(why, Qcow2DecoderTests.Refusal(folder, file), StringComparison.Ordinal);
    }

    [Fact]
    public void Clusters_that_claim_more_than_deflate_can_make_are_refused()
    {
        using var folder = new StagingFolder();
        var file = Of(3, 1L << 30, (0, Qcow2DecoderTests.Cluster(1)));
        var packed = Deflated(new byte[ClusterBytes]);
        packed.CopyTo(file, FirstL2 + ClusterBytes);
        for (var entry = 0; entry < ClusterBytes / 8; entry++)
        {
            Write64(file, FirstL2 + (entry * 8), Compressed | (ulong)(FirstL2 + ClusterBytes));
        }

        Assert.Contains("more than the file can hold", Qcow2DecoderTests.Refusal(folder, file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_or_ends_in_zeroes()
    {
        var (sound, dice) = (Sound(), new Random(7));
        for (var i = 0; i < 200; i++)
        {
            ShouldEndWell(sound[..dice.Next(sound.Length)]);
        }
    }

    [Fact]
    public void Random_damage_is_refused_or_decodes_to_a_disk_of_the_promised_length()
    {
        var dice = new Random(20261122);
        for (var i = 0; i < 1500; i++)
        {
            var file = Sound();
            for (var hits = dice.Next(1, 6); hits > 0; hits--)
            {
                // Headers and tables are where it hurts.
                var region = dice.Next(3) switch { 0 => 0, 1 => L1, _ => FirstL2 };
                file[region + dice.Next(region == 0 ? 112 : 32)] = (byte)dice.Next(256);
            }

            ShouldEndWell(file);
        }
    }

    private static void ShouldEndWell(byte[] file)
    {
        using var folder = new StagingFolder();
        try
        {
            Assert.InRange(Qcow2DecoderTests.Decode(folder, file, Limit).Length, 1, Limit);
        }
        catch (UnusableImageException refused)
        {
            Assert.NotEmpty(refused.Message);
        }

        Assert.Empty(folder.Files);
    }

    private static byte[] Sound() => Of(3, DiskBytes, (0, Qcow2DecoderTests.Cluster(1)), (3, Qcow2DecoderTests.Cluster(2)));

    private static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(bytes);
        }

        return packed.ToArray();
    }
}
