using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Hosts;

/// <summary>POST /v2/hosts/{name}/drain: it takes no orders from now on. What is on it, and what goes on there, stays.</summary>
public static class DrainHost
{
    public static Task<Results<Ok<HostResponse>, ErrorResult>> HandleAsync(string name, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        HostTurns.TurnAsync(name, host => host.Drain(), db, clock, ct);
}
