using CloudControl.Api.Actions;
using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Droplets;

/// <summary>
/// DELETE /v2/droplets/{id}: 204 at once, however large the disk. From then on the droplet is not found; the destroy's action, whose
/// address is in <c>Location</c>, ends when the disk was scrubbed, read back and released.
/// </summary>
public static class DestroyDroplet
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(
        long dropletId, ScrubRequest request, Caller caller, HttpContext http, CloudControlDb db, IdBlocks ids, ScrubSettings settings,
        TimeProvider clock, CancellationToken ct)
    {
        var destroyed = await Destroying.DestroyAsync(dropletId, request.Choice, caller, db, ids, settings, clock, ct);
        if (destroyed.Error is { } error)
        {
            return new ErrorResult(error);
        }

        http.Response.Headers.Location = ActionLinks.HrefOf(http.Request, destroyed.Value!);
        return TypedResults.NoContent();
    }
}
