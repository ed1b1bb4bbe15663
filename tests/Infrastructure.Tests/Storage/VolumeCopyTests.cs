using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Tests.Images;

namespace CloudControl.Infrastructure.Tests.Storage;

public sealed class VolumeCopyTests
{
    private const int Chunk = 64 * 1024;
    private const long Length = 256L << 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_copy_reads_as_its_source_and_holds_no_chunk_that_is_zero()
    {
        MemoryDevice source = new(Length, Chunk), target = new(Length, Chunk);
        await WriteAsync(source, 3 * Chunk, 5, 2 * Chunk);
        await WriteAsync(source, Length - 100, 9, 100);
        await WriteAsync(source, 90 * Chunk, 0, Chunk);     // written, and all zeroes

        var cursor = await VolumeCopy.CopySliceAsync(source, target, CopyCursor.Start, Ct);

        Assert.True(cursor.IsDone);
        Assert.Equal(3 * Chunk, cursor.BytesCopied);
        Assert.Equal([3, 4, (Length / Chunk) - 1], target.Chunks.Keys);
        await ShouldBeEqualAsync(source, target);
        Assert.True(target.IsFlushed);
    }

    [Fact]
    public async Task A_long_copy_goes_on_where_its_last_slice_ended()
    {
        MemoryDevice source = new(Length, Chunk), target = new(Length, Chunk);
        for (long offset = 0; offset < Length; offset += 1 << 20)
        {
            await WriteAsync(source, offset, (byte)(1 + (offset >> 20)), 1 << 20);
        }

        var (cursor, slices) = (CopyCursor.Start, 0);
        while (!cursor.IsDone)
        {
            var next = await VolumeCopy.CopySliceAsync(source, target, cursor, Ct);
            Assert.True(next.BytesCopied - cursor.BytesCopied <= VolumeCopy.SliceBytes);
            Assert.True(target.IsFlushed);
            (cursor, slices) = (next, slices + 1);
        }

        Assert.True(slices >= Length / VolumeCopy.SliceBytes);
        await ShouldBeEqualAsync(source, target);
    }

    [Fact]
    public async Task What_a_slice_that_was_cut_off_left_behind_is_overwritten_even_with_zeroes()
    {
        MemoryDevice source = new(Length, Chunk), target = new(Length, Chunk);
        await WriteAsync(source, 7 * Chunk, 0, Chunk);     // its owner has emptied the chunk since
        await WriteAsync(target, 7 * Chunk, 8, Chunk);

        await VolumeCopy.CopySliceAsync(source, target, CopyCursor.Start, Ct);

        await ShouldBeEqualAsync(source, target);
    }

    [Fact]
    public async Task A_larger_disk_reads_zero_behind_the_copy_and_a_smaller_one_is_refused()
    {
        MemoryDevice source = new(Length, Chunk), larger = new(2 * Length, Chunk), smaller = new(Length / 2, Chunk);
        await WriteAsync(source, Length - Chunk, 4, Chunk);

        await VolumeCopy.CopySliceAsync(source, larger, CopyCursor.Start, Ct);

        Assert.Equal([(Length / Chunk) - 1], larger.Chunks.Keys);
        await Assert.ThrowsAsync<ArgumentException>(() => VolumeCopy.CopySliceAsync(source, smaller, CopyCursor.Start, Ct));
    }

    [Fact]
    public async Task A_target_that_lies_is_found_out()
    {
        MemoryDevice source = new(Length, Chunk), target = new(Length, Chunk);
        await WriteAsync(source, 0, 4, Chunk);

        await Assert.ThrowsAsync<IOException>(() => VolumeCopy.CopySliceAsync(source, new Forgetful(target), CopyCursor.Start, Ct));
    }

    private static ValueTask WriteAsync(MemoryDevice device, long offset, byte value, int count) =>
        device.WriteAsync(offset, Enumerable.Repeat(value, count).ToArray(), Ct);

    private static async Task ShouldBeEqualAsync(MemoryDevice expected, MemoryDevice found)
    {
        byte[] wanted = new byte[1 << 20], read = new byte[1 << 20];
        for (long offset = 0; offset < expected.Length; offset += wanted.Length)
        {
            await expected.ReadAsync(offset, wanted, Ct);
            await found.ReadAsync(offset, read, Ct);
            Assert.True(wanted.AsSpan().SequenceEqual(read), $"the two differ behind offset {offset}");
        }
    }

    /// <summary>Acknowledges writes and forgets them.</summary>
    private sealed class Forgetful(IBlockDevice device) : IBlockDevice
    {
        public long Length => device.Length;

        public int ChunkBytes => device.ChunkBytes;

        public long ChunksWritten => device.ChunksWritten;

        public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct) => device.ReadAsync(offset, buffer, ct);

        public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken ct) => ValueTask.CompletedTask;

        public ValueTask FlushAsync(CancellationToken ct) => device.FlushAsync(ct);

        public IEnumerable<VolumeStretch> Map(long offset, long length) => device.Map(offset, length);

        public ValueTask DisposeAsync() => device.DisposeAsync();
    }
}
