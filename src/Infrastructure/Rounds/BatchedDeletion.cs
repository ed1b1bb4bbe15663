namespace CloudControl.Infrastructure.Rounds;

/// <summary>
/// Deletes rows whose time is over: few in one statement, which holds their locks that long, and in one round no more than so many
/// statements; the next round goes on.
/// </summary>
/// <param name="BatchSize">Rows deleted by one statement.</param>
/// <param name="MaximumBatches">Statements in one round.</param>
public sealed record BatchedDeletion(int BatchSize, int MaximumBatches)
{
    /// <summary>One round.</summary>
    /// <param name="deleteAsync">Deletes up to so many rows and says how many it were.</param>
    /// <returns>How many were deleted.</returns>
    public async Task<int> RunAsync(Func<int, Task<int>> deleteAsync)
    {
        var inAll = 0;
        for (var batch = 0; batch < MaximumBatches; batch++)
        {
            var deleted = await deleteAsync(BatchSize);
            inAll += deleted;
            if (deleted < BatchSize)
            {
                break;
            }
        }

        return inAll;
    }
}
