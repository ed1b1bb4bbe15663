using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Droplets;

/// <summary>GET /v2/droplets/{id}/kernels: the one kernel a droplet can have, or none when its image brings its own.</summary>
public static class ListDropletKernels
{
    public sealed record Response(IReadOnlyList<Kernel> Kernels, ListLinks Links, ListMeta Meta);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(
        long dropletId, PageRequest page, Caller caller, HttpRequest request, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is not { } droplet)
        {
            return new ErrorResult(new DropletNotFound());
        }

        Kernel[] all = Kernel.Of(await db.Images.AsNoTracking().SingleAsync(i => i.Id == droplet.ImageId, ct)) is { } kernel ? [kernel] : [];
        var kernels = new PageOf<Kernel>(page, page.Page == 1 ? all : [], all.Length);
        return TypedResults.Ok(new Response(kernels.Rows, ListLinks.Of(request, kernels), new ListMeta(kernels.Total)));
    }
}
