using CloudControl.Api.Http;
using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Tags;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tags;

/// <summary>DELETE /v2/tags/{name}: forgets the tag and takes it off everything that carries it. What carried it stays.</summary>
public static class DeleteTag
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(string tagName, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Tags.Of(caller.AccountId).FindAsync(tagName, ct) is not { } tag)
        {
            return new ErrorResult(new TagNotFound());
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // The tag's row first: an order that names the tag waits for it and then brings it back whole, or came before and is stripped.
        await db.Tags.Where(t => t.AccountId == tag.AccountId && t.FoldedName == tag.FoldedName).ExecuteDeleteAsync(ct);
        foreach (var kind in TaggableKind.All)
        {
            await Tagging.RemoveAsync(db, caller.AccountId, kind, tag.Name, ct);
        }

        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }
}
