using CloudControl.Infrastructure.Rounds;
using Npgsql;

namespace CloudControl.Workers.WebhookDelivery;

/// <summary>
/// Deletes deliveries that ended long enough ago. What is pending stays, however old; so do the events, from which a receiver can
/// always catch up. Any number of workers may clean at the same time: each passes over what another has in hand.
/// </summary>
public sealed class DeliveryCleaning(NpgsqlDataSource dataSource, WebhookDeliveryOptions options, TimeProvider clock)
{
    /// <summary>The lock sees each row as it is then: one that its owner has just asked for once more is pending and stays.</summary>
    private const string CleanSql =
        """
        with old as materialized (
            select id from webhook_deliveries where status <> 'pending' and ended_at < @before
            order by ended_at limit @most for update skip locked
        )
        delete from webhook_deliveries using old where webhook_deliveries.id = old.id
        """;

    private readonly BatchedDeletion batches = new(options.MostCleanedAtOnce, options.MostCleaningsPerRound);

    /// <summary>One round.</summary>
    /// <returns>How many were deleted.</returns>
    public Task<int> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - options.KeepEndedFor;
        return batches.RunAsync(async most =>
        {
            await using var command = dataSource.CreateCommand(CleanSql);
            command.Parameters.AddWithValue("before", before);
            command.Parameters.AddWithValue("most", most);
            return await command.ExecuteNonQueryAsync(ct);
        });
    }
}
