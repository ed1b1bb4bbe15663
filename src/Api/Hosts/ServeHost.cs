using CloudControl.Api.Http;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Hosts;

/// <summary>POST /v2/hosts/{name}/serve: it takes orders again, and is not to be removed any more.</summary>
public static class ServeHost
{
    public static Task<Results<Ok<HostResponse>, ErrorResult>> HandleAsync(string name, CloudControlDb db, TimeProvider clock, CancellationToken ct) =>
        HostTurns.TurnAsync(name, host => host.Serve(), db, clock, ct);
}
