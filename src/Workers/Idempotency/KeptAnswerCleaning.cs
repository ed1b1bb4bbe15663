using CloudControl.Domain.Idempotency;
using Npgsql;

namespace CloudControl.Workers.Idempotency;

/// <summary>
/// Deletes answers whose time is over. Nobody is given one of those any more, cleaned or not. Any number of workers may clean at the
/// same time: each passes over what another has in hand.
/// </summary>
public sealed class KeptAnswerCleaning(NpgsqlDataSource dataSource, TimeProvider clock)
{
    /// <summary>Answers deleted by one statement; it holds their locks that long.</summary>
    public const int MostAtOnce = 1_000;

    /// <summary>Statements in one round; the next round goes on.</summary>
    public const int MostStatements = 100;

    private const string CleanSql =
        """
        with old as materialized (select key_hash from kept_answers where kept_at <= @before limit @most for update skip locked)
        delete from kept_answers using old where kept_answers.key_hash = old.key_hash
        """;

    /// <summary>One round.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (before, cleaned) = (clock.GetUtcNow() - KeptAnswer.Lifetime, 0);
        for (var statement = 0; statement < MostStatements; statement++)
        {
            await using var command = dataSource.CreateCommand(CleanSql);
            command.Parameters.AddWithValue("before", before);
            command.Parameters.AddWithValue("most", MostAtOnce);
            var deleted = await command.ExecuteNonQueryAsync(ct);
            cleaned += deleted;
            if (deleted < MostAtOnce)
            {
                break;
            }
        }

        return cleaned;
    }
}
