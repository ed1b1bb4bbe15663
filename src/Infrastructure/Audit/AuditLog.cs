using System.Threading.Channels;
using CloudControl.Domain.Audit;
using CloudControl.Infrastructure.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CloudControl.Infrastructure.Audit;

/// <summary>
/// Writes audit entries, those that come at the same time in one transaction: a call waits for its entry's commit and shares it with
/// its neighbours. When the database refuses for good, the entry goes to the process's own log instead: what was done is done, and
/// a client that got no answer would do it again.
/// </summary>
public sealed class AuditLog(NpgsqlDataSource database, ILogger<AuditLog> log) : BackgroundService
{
    /// <summary>Entries that wait at one time; whoever comes then waits for room.</summary>
    private const int MaximumWaiting = 1024;

    private const int MaximumBatch = 128;
    private const int Attempts = 3;

    private const string Insert = """
        insert into audit_entries (id, at, account_id, token_id, method, route, path, status, request_id, address)
        select * from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::int[], $9::uuid[], $10::text[])
        """;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);

    private readonly Channel<(AuditEntry Entry, TaskCompletionSource Written)> waiting =
        Channel.CreateBounded<(AuditEntry, TaskCompletionSource)>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });

    /// <summary>Returns when the entry is committed, or was given up and logged.</summary>
    public async Task WriteAsync(AuditEntry entry)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await waiting.Writer.WriteAsync((entry, written));
        }
        catch (ChannelClosedException)
        {
            Keep(entry, "the process stops");
            return;
        }

        await written.Task;
    }

    /// <summary>Ends when everything that came before the stop is written.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = stoppingToken.Register(() => waiting.Writer.TryComplete());
        var batch = new List<(AuditEntry Entry, TaskCompletionSource Written)>(MaximumBatch);
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MaximumBatch && waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            await WriteAsync([.. batch.Select(next => next.Entry)]);
            batch.ForEach(next => next.Written.SetResult());
            batch.Clear();
        }
    }

    private async Task WriteAsync(IReadOnlyList<AuditEntry> entries)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await InsertAsync(entries);
                return;
            }
            catch (Exception e) when (attempt < Attempts && DatabaseAway.IsCauseOf(e))
            {
                await Task.Delay(BetweenAttempts);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or ObjectDisposedException)
            {
                foreach (var entry in entries)
                {
                    Keep(entry, e.Message);
                }

                return;
            }
        }
    }

    private async Task InsertAsync(IReadOnlyList<AuditEntry> entries)
    {
        await using var command = database.CreateCommand(Insert);
        Add(entry => entry.Id);
        Add(entry => entry.At.UtcDateTime);
        Add(entry => entry.AccountId.Value);
        Add(entry => entry.TokenId.Value);
        Add(entry => entry.Method);
        Add(entry => entry.Route);
        Add(entry => entry.Path);
        Add(entry => entry.Status);
        Add(entry => entry.RequestId);
        Add(entry => entry.Address);
        await command.ExecuteNonQueryAsync();

        void Add<T>(Func<AuditEntry, T> column) => command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. entries.Select(column)] });
    }

    private void Keep(AuditEntry entry, string why) => log.LogError(
        "an audit entry could not be stored ({Why}): {At} account {AccountId} token {TokenId} {Method} {Path} answered {Status}, request {AuditedRequest}, from {Address}",
        why, entry.At, entry.AccountId, entry.TokenId, entry.Method, entry.Path, entry.Status, entry.RequestId, entry.Address);
}
