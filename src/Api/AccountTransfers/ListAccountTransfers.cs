using CloudControl.Api.Http;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.AccountTransfers;

/// <summary>
/// GET /v2/account_transfers: what the account offered and what is offered to it, newest first. DigitalOcean tells recipients by e-mail; here
/// they ask. Of an image that is still another's they learn its number and its name, and who offers it.
/// </summary>
public static class ListAccountTransfers
{
    private const string Pending = "pending";

    /// <param name="TransferId">What an answer names.</param>
    /// <param name="ImageId">The image.</param>
    /// <param name="ImageName">What its owner calls it; null when it is another's and not on offer any more.</param>
    /// <param name="Sender">The name of the account that offers.</param>
    /// <param name="RecipientEmail">To whom, as the sender said; or null.</param>
    /// <param name="RecipientUuid">To whom, as the sender said; or null.</param>
    /// <param name="Incoming">Whether it is offered to the caller, and not by the caller.</param>
    /// <param name="Status"><c>pending</c>, <c>accepted</c>, <c>declined</c>, <c>canceled</c> or <c>expired</c>.</param>
    /// <param name="CreatedAt">When it was offered.</param>
    /// <param name="EndedAt">When it was answered; null before, and when it expired.</param>
    public sealed record AccountTransferView(
        long TransferId, long ImageId, string? ImageName, string Sender, string? RecipientEmail, Guid? RecipientUuid, bool Incoming, string Status,
        DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

    public sealed record Response(IReadOnlyList<AccountTransferView> AccountTransfers, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var me = await db.AccountOfAsync(caller, ct);
        var email = AccountTransfer.EmailOf(me.Email);
        var mine = db.AccountTransfers.AsNoTracking().Where(t => t.AccountId == me.Id || t.RecipientId == me.Id || t.RecipientEmail == email);
        var found = await page.ReadAsync(
            mine.OrderByDescending(t => t.Id),
            rows => rows.Join(db.Images, t => t.ImageId, i => i.Id, (transfer, image) => new { transfer, image })
                .Join(db.Accounts, t => t.transfer.AccountId, a => a.Id, (t, sender) => new { t.transfer, t.image, Sender = sender.Name })
                .OrderByDescending(t => t.transfer.Id),
            ct);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(new Response(
            [.. found.Rows.Select(t => Of(t.transfer, t.image, t.Sender, me.Id, now))], ListLinks.Of(request, found), new ListMeta(found.Total)));
    }

    private static AccountTransferView Of(AccountTransfer transfer, Image image, string sender, AccountId me, DateTimeOffset now)
    {
        var status = StatusOf(transfer, image.DeletedAt is not null, now);
        return new AccountTransferView(
            transfer.Id.Value, image.Id.Value, image.AccountId == me || status == Pending ? image.Name : null, sender, transfer.RecipientEmail,
            transfer.RecipientId?.Value, transfer.AccountId != me, status, transfer.OfferedAt, transfer.EndedAt);
    }

    /// <summary>Who deletes an image takes its offer back with it.</summary>
    private static string StatusOf(AccountTransfer transfer, bool imageIsGone, DateTimeOffset now) => transfer.State switch
    {
        AccountTransferState.Pending when imageIsGone => "canceled",
        AccountTransferState.Pending => transfer.IsPending(now) ? Pending : "expired",
        AccountTransferState.Accepted => "accepted",
        AccountTransferState.Declined => "declined",
        AccountTransferState.Canceled => "canceled",
        _ => throw new ArgumentOutOfRangeException(nameof(transfer), transfer.State, "the wire knows five statuses"),
    };
}
