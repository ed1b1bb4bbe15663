using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// Everything that decides the bytes of a new disk. The same order gives the same bytes, whenever and however often it is written:
/// times on the disk come from <paramref name="CreatedAt"/>, ids from <paramref name="VolumeId"/>, nothing from a clock or a dice.
/// </summary>
/// <param name="Source">Whether the image is a tree of ours or an operator's raw file.</param>
/// <param name="SourceName">The tree's name, or the raw file's name inside the images folder.</param>
/// <param name="Disk">Virtual size of the volume; the file system fills it.</param>
/// <param name="HostName">The droplet's name: one line, 1 to 253 characters.</param>
/// <param name="AuthorizedKeys">Public SSH keys for root, one line each; may be empty.</param>
/// <param name="UserData">For cloud-init, byte for byte as UTF-8; null when the customer gave none.</param>
/// <param name="VolumeId">Whose disk: the file system's own UUID follows from it.</param>
/// <param name="DropletId">The droplet's number, cloud-init's instance id.</param>
/// <param name="CreatedAt">When the droplet was ordered; whole seconds reach the disk.</param>
public sealed record ImageOrder(
    ImageSource Source, string SourceName, ByteSize Disk, string HostName, IReadOnlyList<string> AuthorizedKeys, string? UserData,
    VolumeId VolumeId, long DropletId, DateTimeOffset CreatedAt);

/// <summary>What reached the device, was flushed, and was read back equal.</summary>
/// <param name="BytesWritten">Bytes; a multiple of the chunk unless the disk itself is not.</param>
/// <param name="ChunksWritten">Chunks.</param>
public sealed record ImageWritten(long BytesWritten, long ChunksWritten);
