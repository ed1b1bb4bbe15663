using CloudControl.Domain.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace CloudControl.Domain.Tests.Storage;

public sealed class CowStoreTests
{
    private static readonly ByteSize Extent = ByteSize.FromMiB(4);

    [Theory]
    [InlineData(4, 6426)]
    [InlineData(64, 6402)]
    public void A_disk_of_25_GiB_takes_what_a_kernel_was_seen_to_need(long chunkKib, long extents) =>
        Assert.Equal(extents, CowStore.CoveringExtents(ByteSize.FromGiB(25), ByteSize.FromKiB(chunkKib), Extent));

    // 255 full areas: the kernel zeroes area 255 before it commits the last record of area 254, and dies when that chunk is missing.
    [Fact]
    public void A_store_that_data_would_fill_exactly_has_one_more_area()
    {
        var chunk = ByteSize.FromKiB(4);
        Assert.Equal(1 + 256 + 2, CowStore.CoveringChunks(chunk * 256, chunk));
        Assert.Equal(1 + 255 + 1, CowStore.CoveringChunks(chunk * 255, chunk));
    }

    [Fact]
    public void Every_chunk_of_the_disk_finds_its_place_and_the_area_after_the_last_exists() =>
        Prop.ForAll(
            Gen.Choose(1, 2_000_000).Zip(Gen.Elements(4, 8, 64, 512)).ToArbitrary(),
            pair =>
            {
                var (dataChunks, chunk) = ((long)pair.Item1, ByteSize.FromKiB(pair.Item2));
                var perArea = chunk.Bytes / CowStore.ExceptionBytes;
                var lastException = dataChunks - 1;
                var lastDataChunk = 2 + lastException + (lastException / perArea);
                var areaAfterTheLastFull = 1 + (dataChunks / perArea * (perArea + 1));
                return Math.Max(lastDataChunk, areaAfterTheLastFull) < CowStore.CoveringChunks(chunk * dataChunks, chunk);
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(2)]
    [InlineData(96)]
    [InlineData(1024)]
    public void A_chunk_that_lvm2_would_refuse_is_refused(long chunkKib) => Assert.Throws<ArgumentOutOfRangeException>(
        () => CowStore.CoveringChunks(ByteSize.FromGiB(1), ByteSize.FromKiB(chunkKib)));
}
