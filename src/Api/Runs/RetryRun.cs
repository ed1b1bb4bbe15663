using CloudControl.Api.Http;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Runs;

/// <summary>POST /v2/runs/{id}/retry: a run that waits is tried again now; nothing else about it changes.</summary>
public static class RetryRun
{
    public static async Task<Results<Ok<RunAnswer>, ErrorResult>> HandleAsync(Guid id, CloudControlDb db, CancellationToken ct)
    {
        var retried = await RunInterventions.RetryAsync(db, new RunId(id), ct);
        return await db.FindAsync(id, ct) switch
        {
            null => new ErrorResult(new RunNotFound()),
            { } run when retried => TypedResults.Ok(run),
            _ => new ErrorResult(new RunNotWaiting()),
        };
    }
}
