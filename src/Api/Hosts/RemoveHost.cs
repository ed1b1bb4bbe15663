using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Hosts;

/// <summary>
/// DELETE /v2/hosts/{name}: refused while it takes orders or holds anything. Then it is <c>removing</c> until its own worker has seen
/// every extent free and clean, which the decommission record says from then on; this process never meets a host.
/// </summary>
public static class RemoveHost
{
    public static Task<Results<Ok<HostResponse>, ErrorResult>> HandleAsync(string name, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        HostTurns.TurnAsync(name, host => host.Remove(), db, clock, ct);
}
