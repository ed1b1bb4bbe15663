using CloudControl.Api.Http;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Hosts;

/// <summary>
/// GET /v2/hosts/{name}/extents: the map of a host's extents as its worker last published it, about a second ago when something is
/// going on. All of it in one answer, since half a map shows nothing; its size is bounded.
/// </summary>
public static class GetHostExtents
{
    /// <summary>The map: runs in physical order that together cover the host; none before its worker published the first.</summary>
    /// <param name="Extents">The runs, at most <see cref="HostExtents.MaximumRuns"/>.</param>
    /// <param name="Coarse">Whether the host is too fragmented to show every extent: each run then shows the loudest of several states.</param>
    /// <param name="TotalExtents">All physical extents.</param>
    /// <param name="ExtentBytes">Size of one physical extent.</param>
    /// <param name="TakenAt">When the map was taken; it is published again only when it changed.</param>
    /// <param name="Links">Empty: there are no other pages.</param>
    /// <param name="Meta">The number of runs.</param>
    public sealed record Response(
        IReadOnlyList<MapRunView> Extents, bool Coarse, long TotalExtents, long ExtentBytes, DateTimeOffset? TakenAt, ListLinks Links, ListMeta Meta);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(string name, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Hosts.AsNoTracking().SingleOrDefaultAsync(h => h.Name == name, ct) is not { } host)
        {
            return new ErrorResult(new HostNotFound());
        }

        var map = await db.HostExtents.AsNoTracking().SingleOrDefaultAsync(m => m.HostName == name, ct);
        MapRunView[] runs = [.. map?.Runs.Select(MapRunView.Of) ?? []];
        return TypedResults.Ok(new Response(
            runs, map?.IsCoarse ?? false, host.TotalExtents, host.ExtentBytes, map?.TakenAt, new ListLinks(Pages: null), new ListMeta(runs.Length)));
    }
}

/// <summary>Neighbouring physical extents on the wire.</summary>
/// <param name="First">Index of the first extent, 0-based.</param>
/// <param name="Count">How many.</param>
/// <param name="State"><c>free</c>, <c>allocated</c> or <c>quarantined</c>.</param>
/// <param name="Dirty">Whether bytes of a former owner may lie on them, unreadable through any volume.</param>
public sealed record MapRunView(long First, long Count, string State, bool Dirty)
{
    public static MapRunView Of(MapRun run) => new(run.First, run.Count, StateOf(run.State), run.Dirty);

    private static string StateOf(ExtentState state) => state switch
    {
        ExtentState.Free => "free",
        ExtentState.Allocated => "allocated",
        ExtentState.Quarantined => "quarantined",
        _ => throw new InvalidOperationException($"no spelling for the extent state {state}"),
    };
}
