using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ScrubReceipts;

/// <summary>GET /v2/scrub_receipts: the account's receipts, newest first; with <c>droplet_id</c> those of one droplet's disks.</summary>
public static class ListScrubReceipts
{
    /// <summary>One page of them.</summary>
    public sealed record Response(IReadOnlyList<ScrubReceiptView> ScrubReceipts, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        [FromQuery(Name = "droplet_id")] long? dropletId, PageRequest page, HttpRequest request, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var own = db.ScrubReceipts.AsNoTracking().Where(r => r.AccountId == caller.AccountId);
        if (dropletId is { } droplet)
        {
            own = own.Where(r => r.DropletId == new DropletId(droplet));
        }

        var receipts = await page.ReadAsync(own.OrderByDescending(r => r.CompletedAt).ThenByDescending(r => r.Id), ct);
        return TypedResults.Ok(new Response(
            [.. receipts.Rows.Select(ScrubReceiptView.Of)], ListLinks.Of(request, receipts), new ListMeta(receipts.Total)));
    }
}
