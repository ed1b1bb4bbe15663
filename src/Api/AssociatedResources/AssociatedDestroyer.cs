using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Api.ReservedIps;
using CloudControl.Api.Snapshots;
using CloudControl.Api.Volumes;
using CloudControl.Domain;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.AssociatedResources;

/// <summary>
/// Destroys what was written down, each piece as its own DELETE would. Every piece is written off as it goes, so that nothing is
/// tried twice and nothing forgotten.
/// </summary>
public sealed class AssociatedDestroyer(CloudControlDb db, IdBlocks ids, ScrubSettings scrub, TimeProvider clock, IHttpContextAccessor http)
{
    /// <summary>Carries out what is left of the destroy.</summary>
    /// <returns>Null; or <see cref="DropletProtected"/>, in which case nothing is gone and a retry may begin anew.</returns>
    public async Task<Error?> CarryOutAsync(DropletId id, Caller caller, CancellationToken ct)
    {
        if (await ReadAsync(id, ct) is { DropletDestroyedAt: null })
        {
            // Somebody's own DELETE may have been faster: then it is gone, which is what was asked for.
            var destroyed = await Destroying.DestroyAsync(id.Value, ScrubChoice.Unsaid, caller, db, ids, scrub, clock, ct);
            if (destroyed.Error is DropletProtected kept)
            {
                await WriteAsync(id, destroy => destroy.End(clock.GetUtcNow()), ct);
                return kept;
            }

            if (destroyed.Error is { } error and not DropletNotFound)
            {
                throw new InvalidOperationException($"droplet {id} cannot be destroyed: {error.Message}");
            }

            await WriteAsync(id, destroy => destroy.DropletIsDestroyed(clock.GetUtcNow()), ct);
        }

        foreach (var left in (await ReadAsync(id, ct)).Resources.Where(r => r.DestroyedAt is null).ToList())
        {
            var error = await DestroyAsync(left, caller, ct);
            await WriteAsync(id, destroy => Note(destroy.Resources.Single(r => r.Kind == left.Kind && r.Id == left.Id), error), ct);
        }

        await WriteAsync(id, destroy => destroy.End(clock.GetUtcNow()), ct);
        return null;
    }

    private async Task<Error?> DestroyAsync(AssociatedResource resource, Caller caller, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        var context = http.HttpContext!;
        var answer = resource.Kind switch
        {
            AssociatedKind.Volume => await DeleteVolume.HandleAsync(Guid.Parse(resource.Id), caller, context, db, ids, clock, ct),
            AssociatedKind.ReservedIp => await ReleaseReservedIp.HandleAsync(resource.Id, caller, db, clock, ct),
            _ => await DeleteSnapshot.HandleAsync(resource.Id, caller, context, db, ids, clock, ct),
        };
        return answer.Result is ErrorResult refused ? refused.Error : null;
    }

    private void Note(AssociatedResource resource, Error? error)
    {
        if (error is null or { Family: ErrorFamily.NotFound })
        {
            resource.BecomeDestroyed(clock.GetUtcNow());
        }
        else
        {
            resource.Refuse(error.Message);
        }
    }

    private Task<AssociatedDestroy> ReadAsync(DropletId id, CancellationToken ct) =>
        db.AssociatedDestroys.AsNoTracking().SingleAsync(d => d.DropletId == id, ct);

    private async Task WriteAsync(DropletId id, Action<AssociatedDestroy> change, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        change(await db.AssociatedDestroys.SingleAsync(d => d.DropletId == id, ct));
        await db.SaveChangesAsync(ct);
    }
}
