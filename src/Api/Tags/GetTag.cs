using CloudControl.Api.Http;
using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Tags;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Tags;

/// <summary>GET /v2/tags/{name}.</summary>
public static class GetTag
{
    public static async Task<Results<Ok<TagResponse>, ErrorResult>> HandleAsync(
        string tagName, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Tags.Of(caller.AccountId).FindAsync(tagName, ct) is not { } tag)
        {
            return new ErrorResult(new TagNotFound());
        }

        var uses = await Tagging.CountAsync(db, caller.AccountId, [tag.Name], ct);
        return TypedResults.Ok(new TagResponse(TagView.Of(tag, uses, request)));
    }
}
