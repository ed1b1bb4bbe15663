using CloudControl.Domain.Idempotency;
using CloudControl.Infrastructure.Rounds;
using Npgsql;

namespace CloudControl.Workers.Idempotency;

/// <summary>
/// Deletes answers whose time is over. Nobody is given one of those any more, cleaned or not. Any number of workers may clean at the
/// same time: each passes over what another has in hand.
/// </summary>
public sealed class KeptAnswerCleaning(NpgsqlDataSource dataSource, TimeProvider clock)
{
    private const string CleanSql =
        """
        with old as materialized (select key_hash from kept_answers where kept_at <= @before limit @most for update skip locked)
        delete from kept_answers using old where kept_answers.key_hash = old.key_hash
        """;

    private static readonly BatchedDeletion Batches = new(BatchSize: 1_000, MaximumBatches: 100);

    /// <summary>One round.</summary>
    /// <returns>How many were deleted.</returns>
    public Task<int> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - KeptAnswer.Lifetime;
        return Batches.RunAsync(async most =>
        {
            await using var command = dataSource.CreateCommand(CleanSql);
            command.Parameters.AddWithValue("before", before);
            command.Parameters.AddWithValue("most", most);
            return await command.ExecuteNonQueryAsync(ct);
        });
    }
}
