using CloudControl.Api.Http;
using CloudControl.Domain.Hosts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Hosts;

/// <summary>GET /v2/hosts/{name}: with what its worker found and may not put right by itself.</summary>
public static class GetHost
{
    public static async Task<Results<Ok<HostResponse>, ErrorResult>> HandleAsync(string name, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        await db.Hosts.AsNoTracking().SingleOrDefaultAsync(h => h.Name == name, ct) is { } host
            ? TypedResults.Ok(new HostResponse(await HostView.ReadAsync(db, host, clock.GetUtcNow(), ct)))
            : new ErrorResult(new HostNotFound());
}

/// <summary>One host as every operation on it answers.</summary>
public sealed record HostResponse(HostView Host);
