using CloudControl.Domain.Storage;

namespace CloudControl.Workers.Hosts;

/// <summary>Which storage hosts this process serves: the section <c>Storage</c> of its configuration.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>The folder that holds one folder for each host.</summary>
    public string Root { get; set; } = ".cloudcontrol/hosts";

    /// <summary>
    /// The hosts, separated by commas, each named after its region: <c>nyc3-01</c> is in <c>nyc3</c>. A host is served by one process
    /// at a time; its files are locked.
    /// </summary>
    public string Hosts { get; set; } = "nyc1-01,nyc2-01,nyc3-01,nyc3-02,sfo3-01,ams3-01,lon1-01,tor1-01";

    /// <summary>Size in GiB of a new host's disk. The file is sparse: it takes the space that was written.</summary>
    public long DiskGib { get; set; } = 1024;

    /// <summary>Size in KiB of a physical extent of a new host.</summary>
    public long ExtentKib { get; set; } = 4096;

    /// <summary>Unit of copying in KiB of a new host's volumes: a power of two from 4 to 512.</summary>
    public long ChunkKib { get; set; } = 64;

    /// <summary>Where operators drop raw images; beside the hosts unless set. All workers of a cloud share it.</summary>
    public string? Images { get; set; }

    /// <summary>Runs this process drives at one time, over all its hosts.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>Fills a new host's disk with this byte, as former tenants would have. For tests.</summary>
    public byte? FillPattern { get; set; }

    /// <summary>
    /// Which hosts that operators add in the database (<c>POST /v2/hosts</c>) this process lays and serves: names separated by commas, a
    /// <c>*</c> at the end of one standing for anything. None unless set.
    /// </summary>
    public string AcceptHosts { get; set; } = "";

    public IReadOnlyList<string> HostNames => Split(Hosts);

    public bool AcceptsNone => Split(AcceptHosts).Length == 0;

    public string ImagesFolder => Images ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Root))!, "images");

    public ByteSize Disk => ByteSize.FromGiB(DiskGib);

    public ByteSize Extent => ByteSize.FromKiB(ExtentKib);

    public ByteSize Chunk => ByteSize.FromKiB(ChunkKib);

    /// <summary>Where a host's disk and its socket are.</summary>
    public string FolderOf(string hostName) => Path.Combine(Root, hostName);

    public string DiskOf(string hostName) => Path.Combine(FolderOf(hostName), "pv.img");

    /// <summary>The disk's place as no other machine has it.</summary>
    public string PlaceOf(string hostName) => $"{Environment.MachineName}:{Path.GetFullPath(DiskOf(hostName))}";

    /// <summary>Whether a place is on this machine.</summary>
    public static bool IsHere(string? place) => place?.StartsWith($"{Environment.MachineName}:", StringComparison.Ordinal) == true;

    public bool Accepts(string hostName) => Split(AcceptHosts).Any(name => name.EndsWith('*')
        ? hostName.StartsWith(name[..^1], StringComparison.Ordinal)
        : hostName == name);

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
