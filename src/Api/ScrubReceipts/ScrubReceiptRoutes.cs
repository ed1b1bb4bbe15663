using CloudControl.Api.Http;

namespace CloudControl.Api.ScrubReceipts;

/// <summary>Proof of what became of destroyed disks: ours, beside the contract.</summary>
public static class ScrubReceiptRoutes
{
    public static void MapScrubReceipts(this IEndpointRouteBuilder v2)
    {
        var receipts = v2.MapGroup("/scrub_receipts").WithTags("Scrub Receipts").ScopedTo("scrub_receipt");
        receipts.MapGet("", ListScrubReceipts.HandleAsync).Named("scrubReceipts_list", "List all scrub receipts, newest first");
        receipts.MapGet("/{id:guid}", GetScrubReceipt.HandleAsync).Named("scrubReceipts_get", "Get a scrub receipt");
    }
}
