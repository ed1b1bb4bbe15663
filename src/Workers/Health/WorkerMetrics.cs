using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.Metrics;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Health;

/// <summary>
/// <c>/metrics</c> on the worker's own address: the process, the runs it ended, and the same numbers of the cloud as from the API. For
/// operators, unless <c>Metrics:Open</c> says that whoever reaches the address may look.
/// </summary>
public static class WorkerMetrics
{
    /// <summary>Longer than any token of ours; more is not hashed.</summary>
    private const int MaximumHeaderLength = 512;

    private const string Prefix = "Bearer ";

    public static void MapWorkerMetrics(this WebApplication app)
    {
        app.Services.GetRequiredService<HttpMetrics>();    // counts from now on, not from the first scrape
        app.MapGet("/metrics", HandleAsync).DisableHttpMetrics();
    }

    private static async Task<IResult> HandleAsync(
        HttpRequest request, MetricsSettings settings, MetricsPage page, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            return settings.Open || await IsOperatorAsync(request.Headers.Authorization.ToString(), db, clock, ct)
                ? TypedResults.Text(await page.WriteAsync(ct), MetricText.ContentType)
                : TypedResults.StatusCode(StatusCodes.Status401Unauthorized);
        }
        catch (Exception e) when (DatabaseAway.IsCauseOf(e))
        {
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);    // nobody can be recognised
        }
    }

    private static async Task<bool> IsOperatorAsync(string header, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > MaximumHeaderLength)
        {
            return false;
        }

        var hash = ApiToken.HashOf(header[Prefix.Length..].Trim());
        var token = await db.Tokens.AsNoTracking()
            .SingleOrDefaultAsync(t => t.Hash == hash && db.Accounts.Any(a => a.Id == t.AccountId && a.IsOperator), ct);
        return token is not null && token.IsValidAt(clock.GetUtcNow());
    }
}
