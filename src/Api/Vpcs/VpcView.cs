using CloudControl.Domain.Vpcs;

namespace CloudControl.Api.Vpcs;

/// <summary>A VPC on the wire.</summary>
public sealed record VpcView(
    Guid Id, string Urn, string Name, string Description, string Region, string IpRange, bool Default, DateTimeOffset CreatedAt)
{
    public static VpcView Of(Vpc vpc) => new(
        vpc.Id.Value, $"do:vpc:{vpc.Id}", vpc.Name, vpc.Description, vpc.RegionSlug, vpc.IpRange, vpc.IsDefault, vpc.CreatedAt);
}

/// <summary>One VPC as every operation on it answers.</summary>
public sealed record VpcResponse(VpcView Vpc);
