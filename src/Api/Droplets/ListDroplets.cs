using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>GET /v2/droplets: the caller's droplets, newest first; <c>tag_name</c>, <c>name</c> and <c>type</c> narrow the list.</summary>
public static class ListDroplets
{
    public sealed record Response(IReadOnlyList<DropletView> Droplets, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        [FromQuery(Name = "tag_name")] string? tagName, string? name, string? type,
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var wanted = Narrowed(db.Droplets.Of(caller.AccountId).AsNoTracking(), tagName, name, type);
        var droplets = await page.ReadAsync(wanted.OrderByDescending(d => d.Id), ct);
        var views = await DropletView.OfAsync(droplets.Rows, await catalogues.GetAsync(db, ct), db, ct);
        return TypedResults.Ok(new Response(views, ListLinks.Of(request, droplets), new ListMeta(droplets.Total)));
    }

    /// <summary>An empty filter is none (do-wrapper).</summary>
    private static IQueryable<Droplet> Narrowed(IQueryable<Droplet> droplets, string? tagName, string? name, string? type)
    {
        if (!string.IsNullOrEmpty(tagName))
        {
            droplets = droplets.Tagged(tagName);
        }

        if (!string.IsNullOrEmpty(name))
        {
            // Names are ASCII, so lower case on both sides is all there is to "case-insensitive".
#pragma warning disable CA1311, CA1304, CA1862 // translated to SQL
            var lower = name.ToLowerInvariant();
            droplets = droplets.Where(d => d.Name.ToLower() == lower);
#pragma warning restore CA1311, CA1304, CA1862
        }

        return string.IsNullOrEmpty(type) || type == "droplets" ? droplets : droplets.Where(d => false);     // "gpus": there are none
    }
}
