using CloudControl.Api.Http;
using CloudControl.Domain.Hosts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Hosts;

/// <summary>GET /v2/hosts/{name}.</summary>
public static class GetHost
{
    /// <summary>The host.</summary>
    public sealed record Response(HostView Host);

    public static async Task<Results<Ok<Response>, ErrorResult>> HandleAsync(string name, CloudControlDb db, CancellationToken ct) =>
        await db.Hosts.AsNoTracking().SingleOrDefaultAsync(h => h.Name == name, ct) is { } host
            ? TypedResults.Ok(new Response(HostView.Of(host)))
            : new ErrorResult(new HostNotFound());
}
