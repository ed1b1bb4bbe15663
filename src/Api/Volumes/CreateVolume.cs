using System.Text.Json.Serialization;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Api.Http.Json;
using CloudControl.Api.Snapshots;
using CloudControl.Domain;
using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Placement;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Tags;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Api.Volumes;

/// <summary>
/// POST /v2/volumes: orders a block volume, answers 201. The room for its disk is taken in the transaction that writes it. It can be
/// attached at once; the attaching waits until the disk is there.
/// </summary>
public static class CreateVolume
{
    /// <summary>How often hosts are chosen anew because somebody else took the room in the meantime.</summary>
    private const int MaximumPlacings = 5;

    /// <summary>Everything is optional on the wire; what is needed all the same, <see cref="CreateVolumeValidator"/> says.</summary>
    [BodyExample("an ext4 volume", """{"name": "data", "region": "nyc3", "size_gigabytes": 10, "filesystem_type": "ext4", "filesystem_label": "data"}""")]
    [BodyExample("from a snapshot", """{"name": "copy", "region": "nyc3", "size_gigabytes": 10, "snapshot_id": "0198f3c2-5a7e-7c41-9d0b-3f6a2b8c1d4e"}""")]
    public sealed record Request(
        string? Name, int? SizeGigabytes, string? Region, string? Description, string? SnapshotId, string? FilesystemType,
        string? FilesystemLabel, [property: JsonConverter(typeof(LooseListConverter<string>))] IReadOnlyList<string>? Tags,
        bool? DeletionProtection)
    {
        /// <summary>Whether it is to hold what a snapshot holds; region and size follow from it unless they are said.</summary>
        [JsonIgnore]
        public bool WantsSnapshot => !string.IsNullOrEmpty(SnapshotId);
    }

    public static async Task<Results<Created<VolumeResponse>, ErrorResult>> HandleAsync(
        Request request, Caller caller, CloudControlDb db, IdBlocks ids, Catalogues catalogues, TimeProvider clock, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        if (!string.IsNullOrEmpty(request.Region) && !catalogue.AvailableRegions.Contains(request.Region))
        {
            return new ErrorResult(new VolumeRegionUnknown());
        }

        for (var attempt = 0; attempt < MaximumPlacings; attempt++)
        {
            var ordered = await OrderAsync(request, caller, db, ids, clock, ct);
            if (ordered.Error is { } refused)
            {
                return new ErrorResult(refused);
            }

            if (ordered.Value is { } volume)
            {
                return TypedResults.Created((string?)null, new VolumeResponse(VolumeView.Of(volume, catalogue)));
            }

            db.ChangeTracker.Clear();
        }

        return new ErrorResult(new NoRoomForVolume());
    }

    /// <summary>Chooses a host and writes everything in one transaction. Nothing is written, and the answer null, when the room was gone.</summary>
    private static async Task<Result<BlockVolume?>> OrderAsync(
        Request request, Caller caller, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var tags = await TagRegister.EnsureAsync(db, caller.AccountId, request.Tags ?? [], now, ct);
        if (await VolumeLimit.CheckAsync(db, caller.AccountId, ct) is { } reached)
        {
            return reached;
        }

        var (snapshot, region, sizeGib) = ((VolumeSnapshot?)null, request.Region, request.SizeGigabytes);
        if (request.WantsSnapshot)
        {
            var found = await FindSnapshotAsync(request, caller, db, ct);
            if (found.Error is { } unusable)
            {
                return unusable;
            }

            snapshot = found.Value!;
            (region, sizeGib) = (snapshot.RegionSlug, Math.Max(sizeGib ?? 0, snapshot.SizeGib));
        }

        if (await db.BlockVolumes.Of(caller.AccountId).Narrowed(request.Name, region).AnyAsync(ct))
        {
            return new VolumeNameTaken(request.Name!);
        }

        // A copy of a snapshot lies where the snapshot does.
        var hosts = await db.Hosts.AsNoTracking()
            .Where(h => h.RegionSlug == region && (snapshot == null || h.Name == snapshot.HostName)).ToListAsync(ct);
        if (Placing.Choose(hosts, ByteSize.FromGiB(sizeGib!.Value)).Value is not { } host)
        {
            return new NoRoomForVolume();
        }

        // Both ids exist before the pipeline's first step, so a repeated step finds its own work.
        var volume = BlockVolume.Order(VolumeId.New(), OrderOn(host, request, sizeGib.Value, tags, caller), now);
        var disk = Volume.OrderForBlockVolume(volume.Id, caller.AccountId, host, volume.Disk, now, snapshot?.Id);
        var action = ResourceAction.StartOnVolume(
            await ids.NextActionIdAsync(ct), caller.AccountId, ActionTypes.Create, volume.Id, volume.RegionSlug, caller.TokenId, now);
        if (!await ExtentAccount.TryTakeAsync(db, disk, ct))
        {
            return (BlockVolume?)null;
        }

        var run = snapshot is null ? BlockVolumeRuns.Create(volume, action, now) : BlockVolumeRuns.CreateFromSnapshot(volume, snapshot, action, now);
        db.AddRange(volume, disk, action, run);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return volume;
    }

    /// <summary>Holds the snapshot's row until the transaction ends: who deletes it comes before, or waits for the copy ordered here.</summary>
    private static async Task<Result<VolumeSnapshot>> FindSnapshotAsync(Request request, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.VolumeSnapshots.Of(caller.AccountId).AsNoTracking().FindAsync(Guid.Parse(request.SnapshotId!), ct) is not { } found)
        {
            return new SnapshotUnknown();
        }

        return await db.LockVolumeSnapshotAsync(found.Id, ct) switch
        {
            { DeletedAt: not null } => new SnapshotUnknown(),
            var snapshot when !string.IsNullOrEmpty(request.Region) && request.Region != snapshot.RegionSlug => new SnapshotInOtherRegion(),
            var snapshot when request.SizeGigabytes is > 0 and var size && size < snapshot.SizeGib => new VolumeTooSmallForSnapshot(snapshot.SizeGib),
            var snapshot => snapshot,
        };
    }

    private static BlockVolumeOrder OrderOn(Host host, Request request, int sizeGib, IReadOnlyList<string> tags, Caller caller) => new(
        caller.AccountId, request.Name!, host.RegionSlug, host.Name, sizeGib,
        string.IsNullOrEmpty(request.FilesystemType) ? null : new Filesystem(request.FilesystemType, request.FilesystemLabel ?? ""),
        request.Description ?? "", tags, request.DeletionProtection == true);
}
