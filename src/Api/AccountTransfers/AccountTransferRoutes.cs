using CloudControl.Api.Http;

namespace CloudControl.Api.AccountTransfers;

/// <summary>Images on their way from one account to another. The list is ours: with it the recipient learns what is offered.</summary>
public static class AccountTransferRoutes
{
    public static void MapAccountTransfers(this IEndpointRouteBuilder v2)
    {
        v2.MapGroup("/account_transfers").WithTags("Account Transfers").ScopedTo("image")
            .MapGet("", ListAccountTransfers.HandleAsync).Named("account_transfers_list", "List images offered by and to the account").AcrossAccounts();

        var transfer = v2.MapGroup("/images/{imageId:long}/account_transfer").WithTags("Images").ScopedTo("image");
        transfer.MapPost("", OfferImage.HandleAsync).Named("images_post_account_transfer_create", "Offer an image to another account")
            .Needs("image:update", "image:delete");
        transfer.MapPost("/accept", AcceptImage.HandleAsync).Named("images_post_account_transfer_accept", "Accept an image from another account").AcrossAccounts();
        transfer.MapPost("/cancel", RefuseImage.CancelAsync).Named("images_post_account_transfer_cancel", "Take back the offer of an image")
            .Needs("image:update");
        transfer.MapPost("/decline", RefuseImage.DeclineAsync).Named("images_post_account_transfer_decline", "Decline an image from another account").AcrossAccounts();
    }
}
