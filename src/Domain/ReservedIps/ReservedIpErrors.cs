namespace CloudControl.Domain.ReservedIps;

/// <summary>No such reserved IP, or another account's.</summary>
public sealed record ReservedIpNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

public sealed record ReservedIpHasPendingEvent() : Error(ErrorFamily.Invalid, "The reserved IP already has a pending event.");

public sealed record ReservedIpLimitReached(int Limit)
    : Error(ErrorFamily.Invalid, $"You have reached your limit of {Limit} reserved IPs.");

public sealed record ReservedIpRegionUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid region for the reserved IP.");

public sealed record ReservedIpInOtherRegion() : Error(ErrorFamily.Invalid, "The Droplet is in another region than the reserved IP.");

public sealed record DropletToAssignMissing() : Error(ErrorFamily.Invalid, "droplet_id must name a droplet.");

/// <summary>The droplet has it already, which a client that asks first can see.</summary>
public sealed record ReservedIpAlreadyAssigned() : Error(ErrorFamily.Invalid, "The reserved IP is already assigned to this Droplet.");

/// <summary>Terraform takes a 422 here for "out of sync" and goes on to delete.</summary>
public sealed record ReservedIpNotAssigned() : Error(ErrorFamily.Invalid, "The reserved IP is not assigned to a Droplet.");

public sealed record DropletHasReservedIp() : Error(ErrorFamily.Invalid, "The Droplet already has a reserved IP.");

/// <summary>Another reserved IP is on its way to it.</summary>
public sealed record DropletAwaitsReservedIp() : Error(ErrorFamily.Invalid, "Another reserved IP is being assigned to the Droplet.");
