using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Engine;

namespace CloudControl.Workers.Health;

/// <summary>
/// <c>/hangfire</c> on the worker's own address: the job engine's dashboard, where the engine has one, for operators to read. Its jobs say
/// "drive run N" and no more; what a run does is at <c>/v2/runs</c>.
/// </summary>
public static class EngineDashboard
{
    public const string Path = "/hangfire";

    public static void MapEngineDashboard(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase), gate => gate.Use(LetOperatorsInAsync));
        JobEngine.MapDashboard(app, Path);
    }

    private static async Task LetOperatorsInAsync(HttpContext context, RequestDelegate next)
    {
        var (services, aborted) = (context.RequestServices, context.RequestAborted);
        try
        {
            if (!await Operators.IsOneAsync(
                context.Request, services.GetRequiredService<CloudControlDb>(), services.GetRequiredService<TimeProvider>(), aborted))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"an operator's token as the password\"";
                return;
            }
        }
        catch (Exception e) when (DatabaseAway.IsCauseOf(e))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;    // nobody can be recognised
            return;
        }

        await next(context);
    }
}
