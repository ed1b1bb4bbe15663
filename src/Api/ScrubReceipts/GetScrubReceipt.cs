using CloudControl.Api.Http;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ScrubReceipts;

/// <summary>GET /v2/scrub_receipts/{id}: there as long as the account is, whatever became of droplet and host.</summary>
public static class GetScrubReceipt
{
    /// <summary>The receipt.</summary>
    public sealed record Response(ScrubReceiptView ScrubReceipt);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(Guid id, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var receipt = await db.ScrubReceipts.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.AccountId == caller.AccountId, ct);
        return receipt is null ? new ErrorResult(new ScrubReceiptNotFound()) : TypedResults.Ok(new Response(ScrubReceiptView.Of(receipt)));
    }
}
