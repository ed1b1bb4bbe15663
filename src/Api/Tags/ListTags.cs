using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Tags;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Tags;

/// <summary>GET /v2/tags, by name.</summary>
public static class ListTags
{
    public sealed record Response(IReadOnlyList<TagView> Tags, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        var tags = await page.ReadAsync(db.Tags.Of(caller.AccountId).OrderBy(t => t.FoldedName), ct);
        var uses = await Tagging.CountAsync(db, caller.AccountId, [.. tags.Rows.Select(t => t.Name)], ct);
        return TypedResults.Ok(new Response(
            [.. tags.Rows.Select(tag => TagView.Of(tag, uses, request))], ListLinks.Of(request, tags), new ListMeta(tags.Total)));
    }
}
