using CloudControl.Domain.Images;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CloudControl.Infrastructure.Images;

/// <summary>
/// Keeps the catalogue's raw images equal to the images folder: a file that an operator drops there becomes a public image, and stops
/// being one when the file goes. A file that grows or changes between two looks is still being copied and waits; one that changed
/// after it was taken is another image.
/// </summary>
/// <remarks>Any number of workers may look at the same folder: an index lets only one of them add a file.</remarks>
public sealed class RawImageFolder(
    ImageOptions options, IDbContextFactory<CloudControlDb> databases, IdBlocks ids, TimeProvider clock, ILogger<RawImageFolder> log)
{
    /// <summary>Files beyond this many are left out.</summary>
    public const int MaxFiles = 1000;

    /// <summary>Larger than any disk on offer for years to come; whatever is larger was not meant for this folder.</summary>
    public static readonly ByteSize MaxFileSize = ByteSize.FromGiB(4096);

    private const string UnknownDistribution = "Unknown OS";
    private readonly HashSet<string> refused = [];
    private Dictionary<string, RawFile> lastSeen = [];

    /// <summary>Looks once. Not for two callers at a time.</summary>
    public async Task ScanAsync(CancellationToken ct)
    {
        if (!Directory.Exists(options.Folder))
        {
            return;   // not there yet, or not mounted: no reason to take images away
        }

        var files = Look();
        await using var db = await databases.CreateDbContextAsync(ct);
        var known = await db.Images.Where(i => i.Source == ImageSource.RawFile && i.DeletedAt == null && i.AccountId == null).ToListAsync(ct);
        await RemoveGoneAsync(db, known, files, ct);
        foreach (var (name, file) in files)
        {
            if (known.All(image => image.SourceName != name || image.DeletedAt is not null) && lastSeen.GetValueOrDefault(name) == file)
            {
                await AddAsync(db, file, ct);
            }
        }

        lastSeen = files;
    }

    private Dictionary<string, RawFile> Look() => new DirectoryInfo(options.Folder).EnumerateFiles()
        .Where(file => file.Name[0] != '.')
        .OrderBy(file => file.Name, StringComparer.Ordinal)
        .Take(MaxFiles)
        .Select(file => new RawFile(file.Name, file.LinkTarget is null, file.Length, file.LastWriteTimeUtc))
        .Where(IsFit)
        .ToDictionary(file => file.Name);

    private bool IsFit(RawFile file)
    {
        var fault = !RawImageName.IsValid(file.Name) ? "its name is not letters, digits, dots, dashes and underscores ending in .raw or .img"
            : !file.IsPlain ? "it is a link"
            : file.Length > MaxFileSize.Bytes ? $"it is larger than {MaxFileSize}"
            : null;
        if (fault is not null && refused.Count < MaxFiles && refused.Add(file.Name))
        {
            log.LogWarning("Leaving {File} in the images folder alone: {Fault}", file.Name, fault);
        }

        return fault is null && file.Length > 0;   // an empty file has only just been begun
    }

    private async Task RemoveGoneAsync(CloudControlDb db, List<Image> known, Dictionary<string, RawFile> files, CancellationToken ct)
    {
        foreach (var image in known.Where(image => files.GetValueOrDefault(image.SourceName)?.Length != image.SizeBytes))
        {
            image.Delete(clock.GetUtcNow());
            log.LogInformation("Image {Image} is gone: its file {File} went or changed", image.Id, image.SourceName);
        }

        await db.SaveChangesAsync(ct);
    }

    private async Task AddAsync(CloudControlDb db, RawFile file, CancellationToken ct)
    {
        var slug = RawImageName.SlugOf(file.Name);
        var isTaken = await db.Images.AnyAsync(i => i.Slug == slug && i.DeletedAt == null, ct);
        var minDiskGib = (int)new ByteSize(file.Length).CountOf(ByteSize.FromGiB(1));
        var image = Image.Public(
            await ids.NextImageIdAsync(ct), RawImageName.TitleOf(file.Name), UnknownDistribution, isTaken ? null : slug, ImageSource.RawFile, file.Name,
            minDiskGib, file.Length, $"Raw image {file.Name}", clock.GetUtcNow());
        db.Add(image);
        try
        {
            await db.SaveChangesAsync(ct);
            log.LogInformation("Image {Image} is here: {File}, {Bytes} bytes", image.Id, file.Name, file.Length);
        }
        catch (DbUpdateException conflict) when (conflict.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.Entry(image).State = EntityState.Detached;   // another worker was quicker, or the slug was taken meanwhile: the next look knows
        }
    }

    private sealed record RawFile(string Name, bool IsPlain, long Length, DateTime ModifiedAt);
}
