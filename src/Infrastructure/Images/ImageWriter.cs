using CloudControl.Domain;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images.Ext4;
using CloudControl.Infrastructure.Images.Xfs;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// Puts an image onto a volume: a tree of ours becomes an ext4 with the droplet's name, keys and user data in it; an operator's raw
/// file is written as it is; the blank image leaves the disk empty.
/// </summary>
public sealed class ImageWriter : IDisposable
{
    private readonly ImageTemplates templates;
    private readonly ImageOptions options;

    public ImageWriter(ImageOptions options, TimeProvider clock)
    {
        this.options = options;
        templates = new ImageTemplates(options, clock);
    }

    /// <summary>
    /// Writes, flushes and reads back. Asked again with the same order, also after an attempt that stopped halfway, it leaves the same
    /// bytes. Takes some 30 ms for a tree, whatever the disk's size.
    /// </summary>
    /// <returns>
    /// What was written; or <see cref="ImageSourceMissing"/>, <see cref="ImageTooLargeForDisk"/>, <see cref="PersonalFileUnusable"/>, with
    /// nothing written.
    /// </returns>
    /// <exception cref="ArgumentException">The device is not of the size that was ordered.</exception>
    /// <exception cref="IOException">A tool failed, or the device reads something else than was written.</exception>
    public async Task<Result<ImageWritten>> WriteAsync(ImageOrder order, IBlockDevice device, CancellationToken ct)
    {
        if (device.Length != order.Disk.Bytes)
        {
            throw new ArgumentException($"volume {order.VolumeId} has {device.Length} bytes where {order.Disk.Bytes} were ordered", nameof(device));
        }

        var opened = order.Source == ImageSource.RawFile ? OpenRawFile(order) : await OpenTreeAsync(order, ct);
        if (opened.Error is { } error)
        {
            return error;
        }

        using var image = opened.Value!;
        return await new DeviceCopy(image, device).RunAsync(ct);
    }

    /// <summary>Puts an empty file system onto a block volume; asked again it leaves the same one, with nothing left of an earlier attempt.</summary>
    /// <param name="filesystem">Which, and its label.</param>
    /// <param name="volume">Whose disk: the file system's own UUID follows from it.</param>
    /// <param name="createdAt">An ext4's birthday; whole seconds reach the disk.</param>
    /// <param name="device">The volume, open.</param>
    /// <param name="ct">Cancels it halfway.</param>
    /// <exception cref="IOException">A tool failed, or the device reads something else than was written.</exception>
    public static async Task<ImageWritten> FormatAsync(
        Filesystem filesystem, VolumeId volume, DateTimeOffset createdAt, IBlockDevice device, CancellationToken ct)
    {
        var disk = new ByteSize(device.Length);
        using var image = filesystem.Type switch
        {
            Filesystem.Ext4 => await EmptyExt4.MakeAsync(disk, filesystem.Label, volume, createdAt, ct),
            Filesystem.Xfs => await EmptyXfs.MakeAsync(disk, filesystem.Label, volume, ct),
            _ => throw new ArgumentException($"volume {volume} was ordered with {filesystem.Type}, which nobody offers", nameof(filesystem)),
        };
        return await new DeviceCopy(image.Handle, device).RunAsync(ct);
    }

    /// <summary>Makes a volume read as a disk in a file does, zeroes after its end; asked again it leaves the same bytes.</summary>
    /// <returns>What was written; or <see cref="ImageTooLargeForDisk"/>, with nothing written.</returns>
    /// <exception cref="IOException">The device reads something else than was written.</exception>
    public static async Task<Result<ImageWritten>> CopyAsync(SafeFileHandle disk, IBlockDevice device, CancellationToken ct)
    {
        var length = RandomAccess.GetLength(disk);
        return length <= device.Length ? await new DeviceCopy(disk, device).RunAsync(ct) : new ImageTooLargeForDisk(length, device.Length);
    }

    public void Dispose() => templates.Dispose();

    private async Task<Result<SafeFileHandle>> OpenTreeAsync(ImageOrder order, CancellationToken ct)
    {
        if (order.SourceName == ImageTrees.Blank)
        {
            return new MemoryFile("blank image").Handle;
        }

        if (ImageTrees.Find(order.SourceName) is not { } tree)
        {
            return new ImageSourceMissing(order.SourceName);
        }

        if (order.Disk < Ext4.Ext4Format.MinimumDisk)
        {
            return new ImageTooLargeForDisk(Ext4.Ext4Format.MinimumDisk.Bytes, order.Disk.Bytes);
        }

        var files = PersonalFiles.For(order);
        if (files.Error is { } error)
        {
            return error;
        }

        using var template = await templates.OpenAsync(tree, order.Disk, ct);
        return await Personalisation.MakeAsync(template, files.Value!, order.VolumeId, order.CreatedAt, ct);
    }

    private Result<SafeFileHandle> OpenRawFile(ImageOrder order)
    {
        var path = RawImageName.PathIn(options.Folder, order.SourceName);
        if (path is null || !File.Exists(path))
        {
            return new ImageSourceMissing(order.SourceName);
        }

        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length <= order.Disk.Bytes)
        {
            return file;
        }

        file.Dispose();
        return new ImageTooLargeForDisk(length, order.Disk.Bytes);
    }
}
