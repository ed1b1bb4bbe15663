using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Hosts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using HostEntity = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Api.Hosts;

/// <summary>What changes of a host's state have in common: decided under the lock of its row, which every hold on its extents needs too.</summary>
internal static class HostTurns
{
    public static async Task<Results<Ok<HostResponse>, ErrorResult>> TurnAsync(
        string name, Func<HostEntity, Error?> turn, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockHostAsync(name, ct) is not { } host)
        {
            return new ErrorResult(new HostNotFound());
        }

        if (turn(host) is { } refusal)
        {
            return new ErrorResult(refusal);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new HostResponse(await HostView.ReadAsync(db, host, clock.GetUtcNow(), ct)));
    }
}
