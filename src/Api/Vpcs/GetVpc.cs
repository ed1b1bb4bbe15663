using CloudControl.Api.Http;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Vpcs;

/// <summary>GET /v2/vpcs/{id}.</summary>
public static class GetVpc
{
    public static async Task<Results<Ok<VpcResponse>, ErrorResult>> HandleAsync(Guid vpcId, Caller caller, CloudControlDb db, CancellationToken ct) =>
        await db.Vpcs.Of(caller.AccountId).AsNoTracking().FindAsync(vpcId, ct) is { } vpc
            ? TypedResults.Ok(new VpcResponse(VpcView.Of(vpc)))
            : new ErrorResult(new VpcNotFound());
}
