using CloudControl.Domain.Storage;

namespace CloudControl.Domain.Tests.Storage;

public sealed class ReadBackTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly VolumeId volume = VolumeId.New();

    [Fact]
    public void A_read_back_that_saw_only_zeroes_makes_a_receipt()
    {
        var readBack = NewReadBack();
        Assert.True(readBack.Observe(1 << 20, new byte[4096]));
        var receipt = readBack.Complete(Guid.NewGuid(), extentCount: 1, bytesOverwritten: 4096, Noon);
        Assert.Equal((volume, 4096L, 4096L, ScrubScope.Written), (receipt.VolumeId, receipt.BytesOverwritten, receipt.BytesVerified, receipt.Scope));
    }

    [Fact]
    public void One_foreign_byte_spoils_it_for_good_and_is_named()
    {
        var readBack = NewReadBack();
        var dirty = new byte[4096];
        dirty[17] = 0xA5;
        Assert.False(readBack.Observe(8192, dirty));
        Assert.True(readBack.Observe(8192, new byte[4096]));
        Assert.Equal(8192 + 17, readBack.FirstForeignByte);
        Assert.Throws<InvalidOperationException>(() => readBack.Complete(Guid.NewGuid(), 1, 4096, Noon));
    }

    [Fact]
    public void Less_read_back_than_overwritten_makes_no_receipt()
    {
        var readBack = NewReadBack();
        readBack.Observe(0, new byte[4096]);
        Assert.Throws<InvalidOperationException>(() => readBack.Complete(Guid.NewGuid(), 1, bytesOverwritten: 8192, Noon));
    }

    [Fact]
    public void Slices_add_up()
    {
        var later = new ReadBack(volume, ScrubScope.Full, ScrubCursor.Start with { BytesVerified = 4096, StartedAt = Noon });
        later.Observe(4096, new byte[4096]);
        var receipt = later.Complete(Guid.NewGuid(), 1, bytesOverwritten: 8192, Noon.AddSeconds(3));
        Assert.Equal((8192L, Noon), (receipt.BytesVerified, receipt.StartedAt));
    }

    [Fact]
    public void Nobody_outside_the_domain_can_make_a_receipt() =>
        Assert.DoesNotContain(typeof(ScrubReceipt).GetConstructors(), c => c.IsPublic);

    private ReadBack NewReadBack() => new(volume, ScrubScope.Written, ScrubCursor.Start);
}
