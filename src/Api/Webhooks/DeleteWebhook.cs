using CloudControl.Api.Http;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Webhooks;

/// <summary>DELETE /v2/webhooks/{id}: its deliveries go with it, those still to be sent too.</summary>
public static class DeleteWebhook
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(Guid id, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var deleted = await db.Webhooks.Where(w => w.Id == new WebhookId(id) && w.AccountId == caller.AccountId).ExecuteDeleteAsync(ct);
        return deleted == 0 ? new ErrorResult(new WebhookNotFound()) : TypedResults.NoContent();
    }
}
