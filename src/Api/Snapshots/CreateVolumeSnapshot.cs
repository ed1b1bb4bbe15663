using System.Text.Json.Serialization;
using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Api.Http.Json;
using CloudControl.Api.Volumes;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Tags;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Tags;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Snapshots;

/// <summary>
/// POST /v2/volumes/{id}/snapshots: orders a snapshot, answers 201. It can be used at once; what is made from it waits until it is whole.
/// It needs as much room as the volume, on the volume's own host.
/// </summary>
public static class CreateVolumeSnapshot
{
    [BodyExample("a snapshot", """{"name": "before the upgrade", "tags": ["web"]}""")]
    public sealed record Request(
        string? Name, [property: JsonConverter(typeof(LooseListConverter<string>))] IReadOnlyList<string>? Tags);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().MaximumLength(VolumeSnapshot.MaximumNameLength);
            RuleFor(r => r.Name).Must(name => name?.Any(char.IsControl) != true).WithMessage("name must be one line of text.");
            RuleFor(r => r.Tags).Must(tags => tags is not { Count: > Tagging.MaximumTags }).WithMessage(new TooManyTags(Tagging.MaximumTags).Message);
            RuleForEach(r => r.Tags).Must(Tag.IsValidName).WithMessage(new TagNameInvalid().Message);
        }
    }

    public static async Task<Results<Created<SnapshotResponse>, ErrorResult>> HandleAsync(
        Guid volumeId, Request request, Caller caller, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.BlockVolumes.Of(caller.AccountId).AsNoTracking().FindAsync(volumeId, ct) is not { } found)
        {
            return new ErrorResult(new BlockVolumeNotFound());
        }

        var tags = await TagRegister.EnsureAsync(db, caller.AccountId, request.Tags ?? [], now, ct);
        var source = await db.LockBlockVolumeAsync(found.Id, ct);
        if (Refusal(source) is { } refused)
        {
            return new ErrorResult(refused);
        }

        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == source.HostName, ct);
        var snapshot = VolumeSnapshot.Order(VolumeId.New(), source, request.Name!, tags, now);
        var copy = Volume.OrderForBlockVolume(snapshot.Id, caller.AccountId, host, snapshot.Disk, now, source.Id);
        var action = ResourceAction.StartOnVolume(
            await ids.NextActionIdAsync(ct), caller.AccountId, ActionTypes.Snapshot, source.Id, source.RegionSlug, caller.TokenId, now);
        if (!await ExtentAccount.TryTakeAsync(db, copy, ct))
        {
            return new ErrorResult(new NoRoomForVolumeSnapshot());
        }

        db.AddRange(snapshot, copy, action, BlockVolumeRuns.Snapshot(snapshot, action, now));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.Violates(UniqueIndexes.NameOfVolumeSnapshot))
        {
            return new ErrorResult(new SnapshotNameTaken(request.Name!));
        }

        await transaction.CommitAsync(ct);
        return TypedResults.Created((string?)null, new SnapshotResponse(SnapshotView.Of(snapshot)));
    }

    /// <summary>A volume that is about to grow would no longer fit into the snapshot that is ordered for it now.</summary>
    private static Error? Refusal(BlockVolume volume) => volume switch
    {
        { DeletedAt: not null } => new BlockVolumeNotFound(),
        { Locked: true } => new VolumeHasPendingEvent(),
        _ => null,
    };
}
