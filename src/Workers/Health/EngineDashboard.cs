using CloudControl.Workers.Engine;

namespace CloudControl.Workers.Health;

/// <summary>
/// <c>/hangfire</c> on the worker's own address: the job engine's dashboard, where the engine has one, for operators to read. Its jobs say
/// "drive run N" and no more; what a run does is at <c>/v2/runs</c>, and who may read that may read this.
/// </summary>
public static class EngineDashboard
{
    public const string Path = "/hangfire";

    public static void MapEngineDashboard(this WebApplication app)
    {
        app.ForOperators(Path, "run:read");
        JobEngine.MapDashboard(app, Path);
    }
}
