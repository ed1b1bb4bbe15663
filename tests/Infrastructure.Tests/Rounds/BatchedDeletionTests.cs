using CloudControl.Infrastructure.Rounds;

namespace CloudControl.Infrastructure.Tests.Rounds;

public sealed class BatchedDeletionTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(3, 3, 2)]
    [InlineData(7, 7, 3)]
    [InlineData(100, 12, 4)]
    public async Task A_round_ends_when_nothing_is_left_or_it_has_done_its_share(int rows, int expected, int expectedBatches)
    {
        var (left, batches) = (rows, 0);

        var deleted = await new BatchedDeletion(BatchSize: 3, MaximumBatches: 4).RunAsync(most =>
        {
            batches++;
            var taken = Math.Min(most, left);
            left -= taken;
            return Task.FromResult(taken);
        });

        Assert.Equal((expected, expectedBatches, rows - expected), (deleted, batches, left));
    }
}
