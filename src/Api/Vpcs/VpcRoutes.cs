using CloudControl.Api.Http;

namespace CloudControl.Api.Vpcs;

/// <summary>Private networks.</summary>
public static class VpcRoutes
{
    public static void MapVpcs(this IEndpointRouteBuilder v2)
    {
        var vpcs = v2.MapGroup("/vpcs").WithTags("VPCs").ScopedTo("vpc");
        vpcs.MapGet("", ListVpcs.HandleAsync).Named("vpcs_list", "List VPCs");
        vpcs.MapPost("", CreateVpc.HandleAsync).Named("vpcs_create", "Create a VPC");
        vpcs.MapGet("/{vpcId:guid}", GetVpc.HandleAsync).Named("vpcs_get", "Get a VPC");
        vpcs.MapPut("/{vpcId:guid}", ChangeVpc.ReplaceAsync).Named("vpcs_update", "Change a VPC, all of it");
        vpcs.MapPatch("/{vpcId:guid}", ChangeVpc.PatchAsync).Named("vpcs_patch", "Change some of a VPC");
        vpcs.MapDelete("/{vpcId:guid}", DeleteVpc.HandleAsync).Named("vpcs_delete", "Delete a VPC that nothing is in");
        vpcs.MapGet("/{vpcId:guid}/members", ListVpcMembers.HandleAsync).Named("vpcs_list_members", "List what is in a VPC");
    }
}
