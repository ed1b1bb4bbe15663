using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Storage;

namespace CloudControl.Workers.Health;

/// <summary>What a worker says of itself; for supervisors, on its own address.</summary>
public static class WorkerHealth
{
    public static void MapWorkerHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => TypedResults.Ok(new { status = "ok" }));
        app.MapGet("/readyz", (StorageHosts hosts, IRunDispatcher engine) => TypedResults.Ok(new { status = "ok", engine = engine.EngineName, hosts = hosts.Names }));
    }
}
