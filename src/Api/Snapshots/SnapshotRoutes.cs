using CloudControl.Api.Http;

namespace CloudControl.Api.Snapshots;

/// <summary>Snapshots: of droplets and block volumes together, and those of block volumes by themselves.</summary>
public static class SnapshotRoutes
{
    public static void MapSnapshots(this IEndpointRouteBuilder v2)
    {
        var snapshots = v2.MapGroup("/snapshots").WithTags("Snapshots").ScopedTo("snapshot");
        snapshots.MapGet("", ListSnapshots.HandleAsync).Named("snapshots_list", "List snapshots");
        snapshots.MapGet("/{snapshotId}", GetSnapshot.HandleAsync).Named("snapshots_get", "Get a snapshot")
            .Needs("snapshot:read", "block_storage_snapshot:read");
        snapshots.MapDelete("/{snapshotId}", DeleteSnapshot.HandleAsync).Named("snapshots_delete", "Delete a snapshot")
            .Needs("image:delete", "snapshot:delete");

        var volumes = v2.MapGroup("/volumes").WithTags("Block Storage").ScopedTo("block_storage_snapshot");
        volumes.MapGet("/{volumeId:guid}/snapshots", ListVolumeSnapshots.HandleAsync).Named("volumeSnapshots_list", "List a block volume's snapshots");
        volumes.MapPost("/{volumeId:guid}/snapshots", CreateVolumeSnapshot.HandleAsync)
            .Named("volumeSnapshots_create", "Take a snapshot of a block volume");
        volumes.MapGet("/snapshots/{snapshotId:guid}", GetSnapshot.OfVolumeAsync).Named("volumeSnapshots_get_byId", "Get a snapshot of a block volume");
        volumes.MapDelete("/snapshots/{snapshotId:guid}", DeleteVolumeSnapshot.HandleAsync)
            .Named("volumeSnapshots_delete_byId", "Delete a snapshot of a block volume");
    }
}
