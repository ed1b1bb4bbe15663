namespace CloudControl.Domain.Hosts;

/// <summary>No such host.</summary>
public sealed record HostNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

/// <summary>A host is named after its region: no such name, or no such region.</summary>
public sealed record HostNameInvalid()
    : Error(ErrorFamily.Invalid, "A host is named REGION-NUMBER, in lower-case letters, digits and dashes, such as nyc3-04.");

/// <summary>There is one of that name, or was: a removed host's name is never used again.</summary>
public sealed record HostNameTaken() : Error(ErrorFamily.Conflict, "There is, or was, a host of that name.");

/// <summary>It was removed for good.</summary>
public sealed record HostWasRemoved() : Error(ErrorFamily.Conflict, "The host was removed; a host that comes back gets a new name.");

/// <summary>Only a host that takes no orders can be removed.</summary>
public sealed record HostNotDraining() : Error(ErrorFamily.Conflict, "The host takes orders: drain it before it is removed.");

/// <summary>There are still volumes on it.</summary>
public sealed record HostNotEmpty(long HeldExtents)
    : Error(ErrorFamily.Conflict, $"The host still holds {HeldExtents} extents: it can be removed once every volume on it was released.");
