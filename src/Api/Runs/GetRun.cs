using CloudControl.Api.Http;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Runs;

/// <summary>GET /v2/runs/{id}: also when it has ended.</summary>
public static class GetRun
{
    public static async Task<Results<Ok<RunAnswer>, ErrorResult>> HandleAsync(Guid id, CloudControlDb db, CancellationToken ct) =>
        await db.FindAsync(id, ct) is { } run ? TypedResults.Ok(run) : new ErrorResult(new RunNotFound());
}
