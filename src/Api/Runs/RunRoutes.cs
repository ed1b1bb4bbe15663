using CloudControl.Api.Http;

namespace CloudControl.Api.Runs;

/// <summary>Runs, for operators: ours, beside the contract.</summary>
public static class RunRoutes
{
    public static void MapRuns(this IEndpointRouteBuilder v2)
    {
        var runs = v2.MapGroup("/runs").WithTags("Runs").OperatorsOnly().ScopedTo("run");
        runs.MapGet("", ListRuns.HandleAsync).Named("runs_list", "List runs that have not ended (operators only)");
        runs.MapGet("/{id:guid}", GetRun.HandleAsync).Named("runs_get", "Get a run (operators only)");
        runs.MapPost("/{id:guid}/retry", RetryRun.HandleAsync).Named("runs_retry", "Try a run that waits again now (operators only)")
            .Needs("run:update");
        runs.MapPost("/{id:guid}/abandon", AbandonRun.HandleAsync)
            .Named("runs_abandon", "End a stuck run; what it holds stays held and quarantined (operators only)")
            .Needs("run:update");
    }
}
