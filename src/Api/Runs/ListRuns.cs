using CloudControl.Api.Http;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Runs;

/// <summary>
/// GET /v2/runs?state=…: the runs that have not ended, oldest first. <c>stuck</c> cannot go on by themselves, <c>running</c> are driven
/// by a worker now, <c>waiting</c> are neither.
/// </summary>
public static class ListRuns
{
    /// <summary>One page of them.</summary>
    public sealed record Response(IReadOnlyList<RunView> Runs, ListLinks Links, ListMeta Meta);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        string? state, PageRequest page, HttpRequest request, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var open = db.Runs.Where(r => r.EndedAt == null);
        var wanted = state switch
        {
            null or "" => open,
            "stuck" => open.Where(r => r.Status == RunStatus.Stuck),
            "running" => open.Where(r => r.LeaseUntil > now),
            "waiting" => open.Where(r => r.Status != RunStatus.Stuck && (r.LeaseUntil == null || r.LeaseUntil <= now)),
            _ => null,
        };
        if (wanted is null)
        {
            return new ErrorResult(new RunStateUnknown());
        }

        var runs = await page.ReadAsync(wanted.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id), db.WithLastStep, ct);
        return TypedResults.Ok(new Response([.. runs.Rows.Select(RunView.Of)], ListLinks.Of(request, runs), new ListMeta(runs.Total)));
    }
}
