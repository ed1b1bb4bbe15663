using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.ReservedIps;

/// <summary>GET /v2/reserved_ips: the account's reserved IPs, newest first.</summary>
public static class ListReservedIps
{
    public sealed record Response(IReadOnlyList<ReservedIpView> ReservedIps, ListLinks Links, ListMeta Meta);

    /// <summary>The same under its name of before 2022.</summary>
    public sealed record FloatingResponse(IReadOnlyList<ReservedIpView> FloatingIps, ListLinks Links, ListMeta Meta);

    public static async Task<Ok<Response>> HandleAsync(
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var ips = await page.ReadAsync(
            db.ReservedIps.Of(caller.AccountId).AsNoTracking().OrderByDescending(ip => ip.ReservedAt).ThenByDescending(ip => ip.Id), ct);
        var views = await ReservedIpView.OfAsync(ips.Rows, await catalogues.GetAsync(db, ct), db, ct);
        return TypedResults.Ok(new Response(views, ListLinks.Of(request, ips), new ListMeta(ips.Total)));
    }

    public static async Task<Ok<FloatingResponse>> FloatingAsync(
        PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        var listed = (await HandleAsync(page, caller, request, db, catalogues, ct)).Value!;
        return TypedResults.Ok(new FloatingResponse(listed.ReservedIps, listed.Links, listed.Meta));
    }
}
