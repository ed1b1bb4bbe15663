using CloudControl.Api.Actions;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

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
        for (var attempt = 1; ; attempt++)
        {
            if (await db.Droplets.Of(caller.AccountId).FindAsync(dropletId, ct) is not { } droplet)
            {
                return new ErrorResult(new DropletNotFound());
            }

            var scrub = settings.Decide(request.Choice, droplet.Scrub);
            if (scrub.Error is { } error)
            {
                return new ErrorResult(error);
            }

            var action = await Destroying.AddAsync(droplet, scrub.Value, caller, db, ids, clock.GetUtcNow(), ct);
            try
            {
                await Destroying.SaveAsync(db, [droplet.Id], ct);
            }
            catch (DbUpdateConcurrencyException) when (attempt < Destroying.MaximumAttempts)
            {
                db.ChangeTracker.Clear();
                continue;
            }

            http.Response.Headers.Location = ActionLinks.HrefOf(http.Request, action);
            return TypedResults.NoContent();
        }
    }
}
