using CloudControl.Api.Document;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.AssociatedResources;

/// <summary>
/// DELETE …/selective and …/dangerous, POST …/retry. What is to go is written down first, then destroyed piece by piece, the droplet
/// first, since that detaches its volumes. Whatever interrupts it, the status tells what is left, and a retry goes on there.
/// </summary>
public static class DestroyWithAssociated
{
    /// <summary>What is to go with the droplet; what is not named stays.</summary>
    [BodyExample("with one volume", """{"volumes": ["0198f3c2-5a7e-7c41-9d0b-3f6a2b8c1d4e"]}""")]
    public sealed record Request(
        IReadOnlyList<string>? Snapshots, IReadOnlyList<string>? Volumes, IReadOnlyList<string>? VolumeSnapshots,
        IReadOnlyList<string>? ReservedIps, IReadOnlyList<string>? FloatingIps)
    {
        internal IEnumerable<string> All => new[] { Snapshots, Volumes, VolumeSnapshots, ReservedIps, FloatingIps }.SelectMany(ids => ids ?? []);
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.All).Must(all => all.Take((3 * ListAssociatedResources.MaximumOfAKind) + 1).Count() <= 3 * ListAssociatedResources.MaximumOfAKind)
            .WithMessage("That is more than one request can destroy.");
    }

    public static Task<Results<Accepted, ErrorResult>> SelectiveAsync(
        long dropletId, [FromBody] Request? request, Caller caller, AssociatedDestroyer destroyer, CloudControlDb db, TimeProvider clock,
        CancellationToken ct)
    {
        var wanted = (request?.All ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return BeginAsync(dropletId, wanted, caller, destroyer, db, clock, ct);
    }

    public static Task<Results<Accepted, ErrorResult>> DangerousAsync(
        long dropletId, [FromHeader(Name = "X-Dangerous")] string? dangerous, Caller caller, AssociatedDestroyer destroyer, CloudControlDb db,
        TimeProvider clock, CancellationToken ct) => string.Equals(dangerous, "true", StringComparison.OrdinalIgnoreCase)
        ? BeginAsync(dropletId, wanted: null, caller, destroyer, db, clock, ct)
        : Task.FromResult<Results<Accepted, ErrorResult>>(new ErrorResult(new NotSaidToBeDangerous()));

    public static async Task<Results<Accepted, ErrorResult>> RetryAsync(
        long dropletId, Caller caller, AssociatedDestroyer destroyer, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            var destroy = await db.AssociatedDestroys
                .FromSql($"select * from associated_destroys where droplet_id = {dropletId} and account_id = {caller.AccountId.Value} for update")
                .SingleOrDefaultAsync(ct);
            if (destroy is null)
            {
                return new ErrorResult(new AssociatedDestroyNotFound());
            }

            if (destroy.IsUnderWay(clock.GetUtcNow()))
            {
                return new ErrorResult(new AssociatedDestroyUnderWay());
            }

            destroy.BeginAgain(clock.GetUtcNow());
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return Answer(await destroyer.CarryOutAsync(new DropletId(dropletId), caller, ct));
    }

    /// <param name="dropletId">The droplet.</param>
    /// <param name="wanted">Ids of what is to go with it; null: everything.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="destroyer">Does it.</param>
    /// <param name="db">The database.</param>
    /// <param name="clock">The time.</param>
    /// <param name="ct">Cancels; what is written down by then can be tried again.</param>
    private static async Task<Results<Accepted, ErrorResult>> BeginAsync(
        long dropletId, HashSet<string>? wanted, Caller caller, AssociatedDestroyer destroyer, CloudControlDb db, TimeProvider clock,
        CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var chosen = Choose(await ListAssociatedResources.OfAsync(droplet, caller, db, ct), wanted);
        if (chosen.Error is { } stranger)
        {
            return new ErrorResult(stranger);
        }

        if (await ProtectionAsync(droplet, chosen.Value!, db, ct) is { } kept)
        {
            return new ErrorResult(kept);
        }

        db.Add(AssociatedDestroy.Order(droplet, chosen.Value!, clock.GetUtcNow()));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.Violates(UniqueIndexes.AssociatedDestroyOfDroplet))
        {
            return new ErrorResult(new AssociatedDestroyUnderWay());
        }

        return Answer(await destroyer.CarryOutAsync(droplet.Id, caller, ct));
    }

    /// <summary>Of what is to go, what must not: then nothing goes.</summary>
    private static async Task<Error?> ProtectionAsync(Droplet droplet, List<AssociatedResource> chosen, CloudControlDb db, CancellationToken ct)
    {
        if (droplet.DeletionProtected)
        {
            return new DropletProtected(droplet.Id);
        }

        var volumes = chosen.Where(r => r.Kind == AssociatedKind.Volume).Select(r => new VolumeId(Guid.Parse(r.Id))).ToList();
        var kept = await db.BlockVolumes.AsNoTracking().Where(v => volumes.Contains(v.Id) && v.DeletionProtected).OrderBy(v => v.Id).FirstOrDefaultAsync(ct);
        return kept is null ? null : new VolumeProtected(kept.Name);
    }

    private static Results<Accepted, ErrorResult> Answer(Error? refused) =>
        refused is null ? TypedResults.Accepted((string?)null) : new ErrorResult(refused);

    private static Result<List<AssociatedResource>> Choose(ListAssociatedResources.Response all, HashSet<string>? wanted)
    {
        var resources = all.Volumes.Select(v => AssociatedResource.Of(AssociatedKind.Volume, v.Id, v.Name))
            .Concat(all.Snapshots.Select(s => AssociatedResource.Of(AssociatedKind.Snapshot, s.Id, s.Name)))
            .Concat(all.ReservedIps.Select(ip => AssociatedResource.Of(AssociatedKind.ReservedIp, ip.Id, ip.Name)))
            .Concat(all.VolumeSnapshots.Select(s => AssociatedResource.Of(AssociatedKind.VolumeSnapshot, s.Id, s.Name)))
            .ToList();
        return wanted?.FirstOrDefault(id => !resources.Exists(r => r.Id.Equals(id, StringComparison.OrdinalIgnoreCase))) is { } stranger
            ? new NotAssociated(stranger)
            : resources.FindAll(r => wanted is null || wanted.Contains(r.Id));
    }
}
