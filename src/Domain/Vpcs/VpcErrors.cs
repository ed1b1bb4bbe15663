namespace CloudControl.Domain.Vpcs;

/// <summary>No such VPC, or another account's.</summary>
public sealed record VpcNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

public sealed record VpcNameInvalid() : Error(
    ErrorFamily.Invalid, $"A VPC's name may contain letters, numbers, dashes and periods, at most {Vpc.MaximumNameLength} of them.");

public sealed record VpcNameTaken() : Error(ErrorFamily.Invalid, "A VPC with this name already exists.");

public sealed record VpcRegionUnknown() : Error(ErrorFamily.Invalid, "You specified an invalid region for VPC creation.");

public sealed record VpcRangeInvalid() : Error(
    ErrorFamily.Invalid, $"ip_range must be a private network in CIDR notation, from /{Vpc.ShortestPrefix} to /{Vpc.LongestPrefix}.");

public sealed record VpcRangeTaken() : Error(ErrorFamily.Invalid, "This range/size overlaps with another VPC network in your account.");

public sealed record VpcLimitReached() : Error(ErrorFamily.Invalid, $"An account has at most {Vpc.MaximumPerAccount} VPCs.");

public sealed record DefaultVpcStays() : Error(ErrorFamily.Forbidden, "Can not delete default VPCs");

/// <summary>Which VPC is the default is changed by choosing another one.</summary>
public sealed record DefaultVpcNotUnset() : Error(ErrorFamily.Invalid, "The default VPC of a region is changed by making another one the default.");

/// <summary>Terraform retries while its droplets go away; the text is the one it has always seen.</summary>
public sealed record VpcHasMembers() : Error(ErrorFamily.Conflict, "Can not delete VPC with members");
