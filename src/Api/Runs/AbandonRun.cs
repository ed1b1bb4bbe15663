using CloudControl.Api.Http;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Runs;

/// <summary>
/// POST /v2/runs/{id}/abandon: ends a stuck run where it stands; its action errors, with the code <c>abandoned</c>. It gives nothing
/// back itself: extents that were not scrubbed stay quarantined, where the host's map shows them, until its reconciler has them scrubbed,
/// those of a volume that the run was making among them.
/// </summary>
public static class AbandonRun
{
    public static async Task<Results<Ok<RunAnswer>, ErrorResult>> HandleAsync(Guid id, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == new RunId(id), ct) is not { } run)
        {
            return new ErrorResult(new RunNotFound());
        }

        return await RunInterventions.AbandonAsync(db, run, clock.GetUtcNow(), ct) && await db.FindAsync(id, ct) is { } ended
            ? TypedResults.Ok(ended)
            : new ErrorResult(new RunNotStuck());
    }
}
