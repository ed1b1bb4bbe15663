using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>
/// DELETE /v2/droplets?tag_name=: destroys every droplet with the tag, all in one transaction, or none when one is protected from deletion. None with it is as good: 204. Without
/// a name it is a 422, since "no filter" would mean everything.
/// </summary>
public static class DestroyTaggedDroplets
{
    /// <summary>Droplets one request can destroy or act on.</summary>
    public const int MaximumDroplets = 200;

    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(
        [FromQuery(Name = "tag_name")] string? tagName, ScrubRequest request, Caller caller, CloudControlDb db, IdBlocks ids,
        ScrubSettings settings, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(tagName))
        {
            return new ErrorResult(new TagNameMissing());
        }

        for (var attempt = 1; ; attempt++)
        {
            var added = await AddAllAsync(tagName, request, caller, db, ids, settings, clock, ct);
            if (added.Error is { } error)
            {
                return new ErrorResult(error);
            }

            try
            {
                await Destroying.SaveAsync(db, added.Value!, ct);
                return TypedResults.NoContent();
            }
            catch (DbUpdateConcurrencyException) when (attempt < Destroying.MaximumAttempts)
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Adds the destroys, all or none; which droplets they are of.</summary>
    private static async Task<Result<IReadOnlyList<DropletId>>> AddAllAsync(
        string tagName, ScrubRequest request, Caller caller, CloudControlDb db, IdBlocks ids, ScrubSettings settings, TimeProvider clock,
        CancellationToken ct)
    {
        var droplets = await db.Droplets.Of(caller.AccountId).Tagged(tagName, db).OrderBy(d => d.Id).Take(MaximumDroplets + 1).ToListAsync(ct);
        if (droplets.Count > MaximumDroplets)
        {
            return new TooManyTagged(MaximumDroplets);
        }

        // Asked even when no droplet has the tag: a word nobody understands is an error whatever it is about.
        if (settings.Decide(request.Choice, policy: true).Error is { } unclear)
        {
            return unclear;
        }

        if (droplets.Find(droplet => droplet.DeletionProtected) is { } kept)
        {
            return new DropletProtected(kept.Id);
        }

        foreach (var droplet in droplets)
        {
            await Destroying.AddAsync(droplet, settings.Decide(request.Choice, droplet.Scrub).Value, caller, db, ids, clock.GetUtcNow(), ct);
        }

        return droplets.ConvertAll(d => d.Id);
    }
}
