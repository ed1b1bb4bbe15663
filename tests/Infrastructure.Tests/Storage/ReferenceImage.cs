using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.DeviceMapper;
using CloudControl.Infrastructure.Storage.Disks;
using CloudControl.Infrastructure.Storage.Lvm;
using CloudControl.Testing;

namespace CloudControl.Infrastructure.Tests.Storage;

/// <summary>The images of <c>Reference/</c>, unpacked once for all tests that ask.</summary>
public sealed class ReferenceImages : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cc-reference-");
    private readonly ConcurrentDictionary<string, Lazy<ReferenceImage>> images = new();

    internal ReferenceImage this[string name] => images.GetOrAdd(name, key => new Lazy<ReferenceImage>(() => Unpack(key))).Value;

    public void Dispose()
    {
        foreach (var image in images.Values)
        {
            image.Value.Disk.Dispose();
        }

        folder.Delete(recursive: true);
    }

    private ReferenceImage Unpack(string name)
    {
        var source = RepositoryRoot.Combine("tests", "Infrastructure.Tests", "Storage", "Reference", name);
        var packed = Path.Combine(folder.FullName, name + ".img.xz");
        File.Copy(source + ".img.xz", packed);
        using var xz = Process.Start("xz", ["-d", packed])!;   // leaves holes where the image has zeroes
        xz.WaitForExit();
        Assert.Equal(0, xz.ExitCode);
        using var report = JsonDocument.Parse(File.ReadAllText(source + ".inspect.json"));
        return new ReferenceImage(FileDisk.OpenOrCreate(packed[..^".xz".Length], 1), report.RootElement.Clone());
    }
}

/// <summary>A disk stock lvm2 wrote, and what stock lvm2 and its kernel said about it.</summary>
internal sealed class ReferenceImage
{
    public ReferenceImage(IRawDisk disk, JsonElement report)
    {
        (Disk, Report) = (disk, report);
        Lvm = LvmDisk.TryOpen(disk) ?? throw new InvalidDataException("no label");
        Group = Lvm.ReadVolumeGroup();
    }

    public IRawDisk Disk { get; }

    public LvmDisk Lvm { get; }

    public VolumeGroup Group { get; }

    /// <summary>The output of <c>lvm-vm inspect</c>.</summary>
    public JsonElement Report { get; }

    public byte[] Bytes(long offset, long length)
    {
        var bytes = new byte[length];
        Disk.Read(offset, bytes);
        return bytes;
    }

    /// <summary>The rows of one kind in lvm2's report.</summary>
    public IEnumerable<JsonElement> Rows(string kind) =>
        Report.GetProperty("lvm2").GetProperty("report")[0].GetProperty(kind).EnumerateArray();

    /// <summary>The volume as the kernel would put it together from the text: linear, or snapshot over zero.</summary>
    public IBlockDevice OpenVolume(string name)
    {
        var flush = new SharedFlush(Disk);
        var volume = Group.LogicalVolumes.Single(v => v.Name == name);
        var snapshot = Group.LogicalVolumes.SelectMany(v => v.Segments.OfType<SnapshotSegment>()).Single(s => s.CowStore == name);
        var length = snapshot.ExtentCount * Group.ExtentBytes;
        var store = LinearOf(volume);
        return new SnapshotDevice(default, new SparseSnapshot(store, flush, StoredExceptions.Load(store, length), length));
    }

    public LinearTarget LinearOf(LogicalVolume volume) => new(Disk, volume.Segments.Cast<LinearSegment>().Select(s =>
        new PhysicalRun(Group.OffsetOf(s.FirstPhysicalExtent), s.ExtentCount * Group.ExtentBytes)));
}
