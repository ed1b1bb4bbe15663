namespace CloudControl.Domain.Storage;

/// <summary>The volume group has too few free extents.</summary>
public sealed record NoFreeExtents(long Wanted, long Free)
    : Error(ErrorFamily.NoCapacity, $"The host has {Free} free extents and {Wanted} are needed.");

/// <summary>The disk's bytes are not on its host, or their map cannot be trusted.</summary>
public sealed record DiskUnavailable() : Error(ErrorFamily.Unavailable, "The disk cannot be read.");

/// <summary>The machine under a host has no room for what its volumes were promised.</summary>
public sealed record HostDiskFull() : Error(ErrorFamily.NoCapacity, "There was no room on the host's disk.");

/// <summary>The id was quarantined before: it is never created again.</summary>
public sealed record VolumeGone(VolumeId Id) : Error(ErrorFamily.Conflict, $"Volume {Id} was destroyed and cannot be created again.");

/// <summary>The id exists with other sizes than asked for.</summary>
public sealed record VolumeDiffers(VolumeId Id) : Error(ErrorFamily.Conflict, $"Volume {Id} already exists with another size.");

/// <summary>The host holds no volume of that id.</summary>
public sealed record VolumeNotOnHost(VolumeId Id) : Error(ErrorFamily.NotFound, $"The host has no volume {Id}.");

/// <summary>A volume and its store only grow: what lay behind a smaller end would have to be scrubbed first.</summary>
public sealed record VolumeCannotShrink(VolumeId Id, ByteSize Disk, ByteSize CowStore)
    : Error(ErrorFamily.Invalid, $"Volume {Id} has {Disk} and a store of {CowStore}; neither can shrink.");

/// <summary>The volume group's metadata area cannot take the description of one more volume.</summary>
public sealed record MetadataAreaFull() : Error(ErrorFamily.NoCapacity, "The host cannot describe any more volumes.");

/// <summary>The store could fill, and a full store loses its volume.</summary>
public sealed record StoreTooSmall(ByteSize Wanted, ByteSize Needed)
    : Error(ErrorFamily.Invalid, $"A store of {Wanted} cannot cover the disk: {Needed} are needed.");

/// <summary>No such receipt, or not the caller's.</summary>
public sealed record ScrubReceiptNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");
