namespace CloudControl.Domain.BlockVolumes;

/// <summary>No such snapshot, or another account's.</summary>
public sealed record SnapshotNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

/// <summary>The CSI driver takes the 409 for "there already" and goes on with the snapshot it finds.</summary>
public sealed record SnapshotNameTaken(string Name)
    : Error(ErrorFamily.Conflict, $"A volume snapshot with the name '{Name}' already exists in this region.");

/// <summary>A snapshot needs as much room as its volume, on the volume's own host.</summary>
public sealed record NoRoomForVolumeSnapshot() : Error(ErrorFamily.NoCapacity, "There is no room for a snapshot of this volume now.");

public sealed record SnapshotUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid snapshot for Volume creation.");

/// <summary>A volume is made where its snapshot lies, and no smaller.</summary>
public sealed record SnapshotInOtherRegion() : Error(ErrorFamily.Invalid, "The snapshot is in another region.");

public sealed record VolumeTooSmallForSnapshot(int NeededGib)
    : Error(ErrorFamily.Invalid, $"The snapshot needs a volume of at least {NeededGib} GB.");
