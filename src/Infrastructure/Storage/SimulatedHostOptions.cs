using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Storage.Disks;

namespace CloudControl.Infrastructure.Storage;

/// <summary>How a simulated host is made. Sizes of an existing host come from its disk; what is said here about them is ignored.</summary>
public sealed record SimulatedHostOptions
{
    /// <summary>The host's name; its volume group is <c>cc-NAME</c>. Letters, digits and <c>_.+-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The physical volume's file, <c>pv.img</c> by custom. Either this or <see cref="Disk"/>.</summary>
    public string? Path { get; init; }

    /// <summary>A disk instead of a file; the host disposes it.</summary>
    public IRawDisk? Disk { get; init; }

    /// <summary>Size of a new file. It is sparse: what nobody wrote takes no space.</summary>
    public ByteSize DiskBytes { get; init; } = ByteSize.FromGiB(256);

    /// <summary>Size of one physical extent: a power of two, at least 64 KiB here.</summary>
    public ByteSize ExtentBytes { get; init; } = ByteSize.FromMiB(4);

    /// <summary>Chunk of new volumes: a power of two from 4 KiB to 512 KiB.</summary>
    public ByteSize ChunkBytes { get; init; } = ByteSize.FromKiB(64);

    /// <summary>
    /// Where the extents begin; all but the first 4 KiB of what lies before is the metadata area. A volume takes about 1.2 KB of
    /// text, and 150 bytes more for each further run of extents; two texts must fit: 16 MiB carry some 7,000 volumes, lvm2's own
    /// default of 1 MiB some 400. The one too many is refused with <see cref="MetadataAreaFull"/>.
    /// </summary>
    public ByteSize MetadataAreaBytes { get; init; } = ByteSize.FromMiB(16);

    /// <summary>Fills a new disk with this byte, as a former tenant would have: for tests. Every extent is then dirty.</summary>
    public byte? FillPattern { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
