using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Images.Ext4;
using Microsoft.Win32.SafeHandles;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// Ready-made file systems, one per tree and disk size, as sparse files in the cache folder. They hold a tree and nothing of any
/// customer. The same tree and size always give the same bytes, so whoever deletes one, or makes it twice, does no harm.
/// </summary>
internal sealed class ImageTemplates(ImageOptions options, TimeProvider clock) : IDisposable
{
    private const string Suffix = ".raw";
    private const string UnfinishedSuffix = ".unfinished";

    /// <summary>Every template's birthday: the time of a template must not depend on when it was made.</summary>
    private static readonly DateTimeOffset Birthday = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>An unfinished template older than this was left behind by a process that died.</summary>
    private static readonly TimeSpan UnfinishedLimit = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim building = new(1, 1);

    /// <summary>Opens the template for reading, making it first if need be. It may be evicted while open; the handle stays good.</summary>
    public async Task<SafeFileHandle> OpenAsync(ImageTree tree, ByteSize disk, CancellationToken ct)
    {
        var path = PathOf(tree, disk);
        if (TryOpen(path, disk) is { } ready)
        {
            return ready;
        }

        await building.WaitAsync(ct);
        try
        {
            return TryOpen(path, disk) ?? await BuildAsync(path, tree, disk, ct);
        }
        finally
        {
            building.Release();
        }
    }

    public void Dispose() => building.Dispose();

    private string PathOf(ImageTree tree, ByteSize disk)
    {
        var digest = Convert.ToHexStringLower(DigestOf(tree, disk))[..16];
        return Path.Combine(options.CacheFolder, string.Create(CultureInfo.InvariantCulture, $"{tree.Name}-{digest}-{disk.Bytes}{Suffix}"));
    }

    /// <summary>Changes whenever the template's bytes would: with the tree, with mke2fs's options.</summary>
    private static byte[] DigestOf(ImageTree tree, ByteSize disk) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(tree.Digest + string.Join('\n', Ext4Format.Options(disk, Guid.Empty))));

    private SafeFileHandle? TryOpen(string path, ByteSize disk)
    {
        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.GetLength(file) == disk.Bytes)
            {
                File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);   // used just now: eviction takes the oldest
                return file;
            }

            file.Dispose();
            return null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Under a name of its own first, so that another process sees either no template or a whole one.</summary>
    private async Task<SafeFileHandle> BuildAsync(string path, ImageTree tree, ByteSize disk, CancellationToken ct)
    {
        Directory.CreateDirectory(options.CacheFolder);
        var unfinished = Path.Combine(options.CacheFolder, Guid.NewGuid().ToString("n") + UnfinishedSuffix);
        try
        {
            await FormatAsync(unfinished, tree, disk, ct);
            var file = File.OpenHandle(unfinished, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(file);
            File.Move(unfinished, path, overwrite: true);
            Evict(except: path);
            return file;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task FormatAsync(string file, ImageTree tree, ByteSize disk, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("cloudcontrol-tree-");
        try
        {
            tree.UnfoldInto(folder.FullName);
            using (var empty = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write))
            {
                RandomAccess.SetLength(empty, disk.Bytes);
            }

            var uuid = new Guid(DigestOf(tree, disk).AsSpan(0, 16), bigEndian: true);
            await Ext4Format.MakeAsync(file, folder.FullName, disk, uuid, Birthday, ct);

            // mke2fs copies owners, modes and times from the folder: they are this process's and this minute's.
            var script = new DebugfsScript();
            foreach (var entry in tree.Entries)
            {
                script.Set(entry.Path, "mode", DebugfsScript.ModeOf(entry)).Set(entry.Path, "uid", "0").Set(entry.Path, "gid", $"{entry.Group}").SetTimes(entry.Path, Birthday);
            }

            await E2fsProgs.DebugfsAsync(file, script.Set("/", "mode", "0040755").SetTimes("/", Birthday), Birthday, ct);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Keeps the cache to its limit, least recently used first, and sweeps what dead processes left unfinished.</summary>
    private void Evict(string except)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var folder = new DirectoryInfo(options.CacheFolder);
        var old = folder.GetFiles("*" + Suffix).Where(file => file.FullName != except).OrderByDescending(file => file.LastWriteTimeUtc).Skip(options.MaxTemplates - 1);
        var left = folder.GetFiles("*" + UnfinishedSuffix).Where(file => now - file.LastWriteTimeUtc > UnfinishedLimit);
        foreach (var file in old.Concat(left))
        {
            file.Delete();
        }
    }
}
