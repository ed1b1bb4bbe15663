using CloudControl.Domain.Volumes;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Api.Disks;

/// <summary>Where a disk's bytes are: a droplet's own or a block volume's. Ours, beside the contract.</summary>
/// <param name="Host">The host whose volume group holds it.</param>
/// <param name="LogicalVolume">Its name there, and that of its NBD export.</param>
/// <param name="SizeBytes">What the guest sees.</param>
/// <param name="CowBytes">What it takes of the host.</param>
/// <param name="ChunkBytes">Unit of copying.</param>
/// <param name="ChunksWritten">How many chunks hold something, when a worker last looked.</param>
/// <param name="NbdUri">Where it can be read and written as the guest would; null while it is not exported.</param>
public sealed record DiskView(
    string Host, string LogicalVolume, long SizeBytes, long CowBytes, int ChunkBytes, long ChunksWritten, string? NbdUri)
{
    /// <param name="volume">The disk.</param>
    /// <param name="host">Where it lies.</param>
    /// <param name="isHeld">Whether a droplet has it: only then it is exported.</param>
    public static DiskView Of(Volume volume, Host host, bool isHeld = true) => new(
        volume.HostName, volume.Id.LogicalVolume, volume.DiskBytes, volume.CowStore.Bytes, volume.ChunkBytes, volume.ChunksWritten,
        isHeld && volume.State == VolumeState.Ready ? NbdUriOf(host, volume.Id.LogicalVolume) : null);

    /// <summary>As the NBD tools take it (the NBD URI specification: <c>nbd+unix:///EXPORT?socket=PATH</c>).</summary>
    private static string? NbdUriOf(Host host, string export) =>
        host.NbdSocket is { } socket ? $"nbd+unix:///{export}?socket={Uri.EscapeDataString(socket).Replace("%2F", "/", StringComparison.Ordinal)}" : null;
}

/// <summary>The disk of a droplet or of a block volume.</summary>
public sealed record DiskResponse(DiskView Disk);
