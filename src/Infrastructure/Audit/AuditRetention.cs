using CloudControl.Infrastructure.Rounds;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CloudControl.Infrastructure.Audit;

/// <summary>Deletes audit entries that are older than operators keep them: a few at a time, once an hour, in whichever process gets to it.</summary>
public sealed class AuditRetention(NpgsqlDataSource database, AuditOptions options, TimeProvider clock, ILogger<AuditRetention> log)
    : SteadyRounds(Interval, clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly BatchedDeletion Batches = new(BatchSize: 1_000, MaximumBatches: 1_000);

    /// <summary>One round, beginning with the oldest.</summary>
    /// <returns>How many were deleted.</returns>
    public Task<int> CleanAsync(CancellationToken ct)
    {
        var before = Clock.GetUtcNow() - options.KeepFor;
        return Batches.RunAsync(most => DeleteAsync(before, most, ct));
    }

    protected override bool BeginsLater => true;

    protected override Task RoundAsync(CancellationToken ct) => CleanAsync(ct);

    protected override void LogMissed(Exception failure) =>
        log.LogWarning(failure, "old audit entries stay for now; trying again in {Interval}", Interval);

    private async Task<int> DeleteAsync(DateTimeOffset before, int most, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);

        // The table's trigger lets only who says so delete, for the length of this transaction.
        await using (var permit = new NpgsqlCommand("set local cloudcontrol.audit_retention = 'on'", connection))
        {
            await permit.ExecuteNonQueryAsync(ct);
        }

        await using var delete = new NpgsqlCommand(
            "delete from audit_entries where id in (select id from audit_entries where at < $1 order by at limit $2 for update skip locked)", connection);
        delete.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        delete.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        var deleted = await delete.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return deleted;
    }
}
