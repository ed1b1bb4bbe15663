using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Networking;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Vpcs;

/// <summary>DELETE /v2/vpcs/{id}. Droplets that are destroyed were its members until their DELETE was answered and not a moment longer.</summary>
public static class DeleteVpc
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(
        Guid vpcId, Caller caller, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await AccountVpcs.LockAsync(db, caller.AccountId, ct);

        // An order for a droplet in here holds the row's key until it is written, or waits and then finds no VPC.
        var vpc = await db.Vpcs
            .FromSql($"select * from vpcs where id = {vpcId} and account_id = {caller.AccountId.Value} and deleted_at is null for update")
            .SingleOrDefaultAsync(ct);
        if (vpc is null)
        {
            return new ErrorResult(new VpcNotFound());
        }

        if (vpc.IsDefault)
        {
            return new ErrorResult(new DefaultVpcStays());
        }

        if (await db.Droplets.Of(caller.AccountId).AnyAsync(d => d.VpcId == vpc.Id, ct))
        {
            return new ErrorResult(new VpcHasMembers());
        }

        vpc.Delete(clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
