using CloudControl.Infrastructure.Persistence;

namespace CloudControl.Workers.Health;

/// <summary>Opens a worker's own pages to operators whose token may read what they show, as the API's routes are.</summary>
internal static class OperatorPages
{
    /// <summary>
    /// Closes everything under a path to everybody else: 401 to who is no operator, so that a browser asks again, 403 to an operator's token
    /// without the scope, 503 while nobody can be recognised.
    /// </summary>
    /// <param name="app">The worker's pages.</param>
    /// <param name="path">Where they begin; in any capitals.</param>
    /// <param name="scope">What a token must be for, such as <c>run:read</c>.</param>
    public static void ForOperators(this WebApplication app, string path, string scope) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase),
        gate => gate.Use((HttpContext context, RequestDelegate next) => LetInAsync(context, next, scope)));

    private static async Task LetInAsync(HttpContext context, RequestDelegate next, string scope)
    {
        var (services, answer) = (context.RequestServices, context.Response);
        try
        {
            var scopes = await Operators.FindAsync(
                context.Request, services.GetRequiredService<CloudControlDb>(), services.GetRequiredService<TimeProvider>(), context.RequestAborted);
            if (scopes is null)
            {
                answer.StatusCode = StatusCodes.Status401Unauthorized;
                answer.Headers.WWWAuthenticate = "Basic realm=\"an operator's token as the password\"";
                return;
            }

            if (scopes.FirstMissing([scope]) is { } missing)
            {
                answer.StatusCode = StatusCodes.Status403Forbidden;
                await answer.WriteAsync($"You are missing the required permission {missing}\n", context.RequestAborted);
                return;
            }
        }
        catch (Exception e) when (DatabaseAway.IsCauseOf(e))
        {
            answer.StatusCode = StatusCodes.Status503ServiceUnavailable;    // nobody can be recognised
            return;
        }

        await next(context);
    }
}
