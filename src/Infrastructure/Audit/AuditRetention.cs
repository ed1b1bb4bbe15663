using CloudControl.Infrastructure.Rounds;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CloudControl.Infrastructure.Audit;

/// <summary>Deletes audit entries that are older than operators keep them: a few at a time, once an hour, in whichever process gets to it.</summary>
public sealed class AuditRetention(NpgsqlDataSource database, AuditOptions options, TimeProvider clock, ILogger<AuditRetention> log)
    : SteadyRounds(Interval, clock)
{
    /// <summary>Entries deleted in one transaction.</summary>
    public const int BatchSize = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes one batch of the oldest.</summary>
    /// <returns>How many; fewer than <see cref="BatchSize"/> when nothing is left to delete.</returns>
    public async Task<int> DeleteBatchAsync(CancellationToken ct)
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
        delete.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (Clock.GetUtcNow() - options.KeepFor).UtcDateTime });
        delete.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchSize });
        var deleted = await delete.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return deleted;
    }

    protected override bool BeginsLater => true;

    protected override async Task RoundAsync(CancellationToken ct)
    {
        while (await DeleteBatchAsync(ct) == BatchSize)
        {
        }
    }

    protected override void LogMissed(Exception failure) =>
        log.LogWarning(failure, "old audit entries stay for now; trying again in {Interval}", Interval);
}
