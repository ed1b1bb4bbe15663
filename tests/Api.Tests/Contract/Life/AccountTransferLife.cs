using System.Net;
using CloudControl.Api.Tests.AccountTransfers;
using CloudControl.Api.Tests.Droplets;
using CloudControl.Api.Tests.Images;

namespace CloudControl.Api.Tests.Contract.Life;

/// <summary>A snapshot that is offered to another account: taken back, declined, and accepted in the end.</summary>
internal static class AccountTransferLife
{
    public static async Task LiveAsync(TestApi api)
    {
        var image = await api.SnapshotAsync(await api.ActiveDropletAsync("handed-over"), "handed-over");
        await api.AnswerAsync(api.Client, image, await api.OfferAsync(image, TransferClients.ByEmail), "cancel").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.AnswerAsync(api.Stranger, image, await api.OfferAsync(image, TransferClients.ByEmail), "decline").ShouldBeAsync(HttpStatusCode.NoContent);
        await api.Client.Post($"/v2/images/{image}/account_transfer", "{}").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await api.AcceptAsync(image, await api.OfferAsync(image, TransferClients.ByEmail)).ShouldBeAsync(HttpStatusCode.Created);
    }
}
