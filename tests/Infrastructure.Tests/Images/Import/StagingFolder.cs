using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Images.Import;

namespace CloudControl.Infrastructure.Tests.Images.Import;

/// <summary>A staging folder of the test's own.</summary>
internal sealed class StagingFolder : IDisposable
{
    public static readonly ImageId Image = new(42);

    private readonly string folder = Directory.CreateTempSubdirectory("cloudcontrol-import-").FullName;

    public StagingFolder(ImportOptions? options = null) =>
        Staging = new ImageStaging(new ImageOptions { Folder = folder, ImportFolder = folder }, options ?? new ImportOptions());

    public ImageStaging Staging { get; }

    /// <summary>Names of the files there are.</summary>
    public string[] Files => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path))];

    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>A file that holds these bytes, as if they had been fetched.</summary>
    public StagedFile Holding(ReadOnlySpan<byte> bytes)
    {
        var file = Staging.Begin(Image);
        file.Write(0, bytes);
        return file;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
