using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Vpcs;

/// <summary>GET /v2/vpcs/{id}/members: its droplets. Nothing else is ever in a VPC here, so another <c>resource_type</c> finds none.</summary>
public static class ListVpcMembers
{
    private const string DropletType = "droplet";

    public sealed record Member(string Urn, string Name, DateTimeOffset CreatedAt)
    {
        internal static Member Of(Droplet droplet) => new($"do:droplet:{droplet.Id}", droplet.Name, droplet.CreatedAt);
    }

    public sealed record Response(IReadOnlyList<Member> Members, ListLinks Links, ListMeta Meta);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        Guid vpcId, [FromQuery(Name = "resource_type")] string? resourceType, PageRequest page, Caller caller, HttpRequest request,
        CloudControlDb db, CancellationToken ct)
    {
        if (await db.Vpcs.Of(caller.AccountId).AsNoTracking().FindAsync(vpcId, ct) is not { } vpc)
        {
            return new ErrorResult(new VpcNotFound());
        }

        var all = string.IsNullOrEmpty(resourceType) || resourceType == DropletType;
        var droplets = db.Droplets.Of(caller.AccountId).AsNoTracking().Where(d => all && d.VpcId == vpc.Id).OrderBy(d => d.Id);
        var members = await page.ReadAsync(droplets, ct);
        return TypedResults.Ok(new Response([.. members.Rows.Select(Member.Of)], ListLinks.Of(request, members), new ListMeta(members.Total)));
    }
}
