using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>GET /v2/droplets/{id}/disk: where the droplet's bytes are. Our own, beside the contract.</summary>
public static class GetDropletDisk
{
    public sealed record Response(DiskView Disk);

    /// <param name="Host">The host whose volume group holds it.</param>
    /// <param name="LogicalVolume">Its name there, and that of its NBD export.</param>
    /// <param name="SizeBytes">What the guest sees.</param>
    /// <param name="CowBytes">What it takes of the host.</param>
    /// <param name="ChunkBytes">Unit of copying.</param>
    /// <param name="ChunksWritten">How many chunks hold something, when a worker last looked.</param>
    /// <param name="NbdUri">Where it can be read and written as the guest would; null while it is not exported.</param>
    public sealed record DiskView(
        string Host, string LogicalVolume, long SizeBytes, long CowBytes, int ChunkBytes, long ChunksWritten, string? NbdUri);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        long dropletId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        var volume = await db.Volumes.AsNoTracking().SingleAsync(v => v.Id == droplet.VolumeId, ct);
        var host = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == volume.HostName, ct);
        var logicalVolume = volume.Id.LogicalVolume;
        return TypedResults.Ok(new Response(new DiskView(
            volume.HostName, logicalVolume, volume.DiskBytes, volume.CowStore.Bytes, volume.ChunkBytes, volume.ChunksWritten,
            volume.State == VolumeState.Ready ? NbdUriOf(host, logicalVolume) : null)));
    }

    /// <summary>As the NBD tools take it (the NBD URI specification: <c>nbd+unix:///EXPORT?socket=PATH</c>).</summary>
    private static string? NbdUriOf(Domain.Hosts.Host host, string export) =>
        host.NbdSocket is { } socket ? $"nbd+unix:///{export}?socket={Uri.EscapeDataString(socket).Replace("%2F", "/", StringComparison.Ordinal)}" : null;
}
