using System.Buffers.Binary;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Idempotency;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Infrastructure.Idempotency;

/// <summary>
/// Keeps answers, one for each key. All of it happens inside the transaction of the request: first its key is locked, then looked up,
/// then, with the effect, its answer is kept. A process that dies loses lock, effect and answer together.
/// </summary>
public static class KeptAnswers
{
    /// <summary>
    /// Locks a key until the transaction ends; false when another request has it. The lock's number is part of a SHA-256, so that
    /// two keys that are not the same meet as good as never.
    /// </summary>
    public static Task<bool> TryLockAsync(CloudControlDb db, byte[] keyHash, CancellationToken ct)
    {
        var number = BinaryPrimitives.ReadInt64BigEndian(keyHash);
        return db.Database.SqlQuery<bool>($"""select pg_try_advisory_xact_lock({number}) as "Value" """).SingleAsync(ct);
    }

    /// <summary>The answer kept for a locked key; null when there is none, or none any more.</summary>
    public static Task<KeptAnswer?> FindAsync(CloudControlDb db, byte[] keyHash, DateTimeOffset now, CancellationToken ct)
    {
        var oldest = now - KeptAnswer.Lifetime;
        return db.KeptAnswers.AsNoTracking().SingleOrDefaultAsync(a => a.KeyHash == keyHash && a.KeptAt > oldest, ct);
    }

    /// <summary>Keeps the answer for a locked key, in place of one whose time is over.</summary>
    public static Task KeepAsync(
        CloudControlDb db, byte[] keyHash, AccountId account, byte[] requestHash, byte[] sealedAnswer, DateTimeOffset now, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
             insert into kept_answers (key_hash, account_id, request_hash, sealed_answer, kept_at)
             values ({keyHash}, {account.Value}, {requestHash}, {sealedAnswer}, {now})
             on conflict (key_hash) do update
             set request_hash = excluded.request_hash, sealed_answer = excluded.sealed_answer, kept_at = excluded.kept_at
             """,
            ct);
}
