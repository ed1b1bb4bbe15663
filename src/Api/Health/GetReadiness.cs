using CloudControl.Domain.Hosts;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Api.Health;

/// <summary>GET /readyz: 200 when an order placed now would be carried out, 503 otherwise; each check says what it saw.</summary>
public static class GetReadiness
{
    /// <summary>A host whose worker was silent for longer is not counted; workers report many times as often.</summary>
    public static readonly TimeSpan HostSilence = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public sealed record Response(string Status, IReadOnlyDictionary<string, Check> Checks);

    /// <param name="Ok">Whether it is as it should be.</param>
    /// <param name="Detail">What was seen, for a person.</param>
    public sealed record Check(bool Ok, string Detail);

    public static async Task<JsonHttpResult<Response>> HandleAsync(CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        var checks = await CheckAsync(db, clock, limit.Token);
        var ready = checks.Values.All(check => check.Ok);
        return TypedResults.Json(
            new Response(ready ? "ready" : "not_ready", checks),
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>In order of dependence: what cannot be asked because an earlier check failed is left out.</summary>
    private static async Task<Dictionary<string, Check>> CheckAsync(CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var checks = new Dictionary<string, Check>();
        try
        {
            await db.Database.ExecuteSqlAsync($"select 1", ct);
            checks["database"] = new Check(true, "reachable");
            var current = await SchemaVersion.IsCurrentAsync(db, ct);
            checks["migrations"] = new Check(current, current ? "current" : $"{SchemaVersion.Required} is missing: run the migrations");
            if (current)
            {
                var hosts = await db.Hosts.AsNoTracking().Where(h => h.State != HostState.Removed).ToListAsync(ct);
                var since = clock.GetUtcNow() - HostSilence;
                checks["job_engine"] = CheckEngine(hosts.Where(h => h.LastSeenAt >= since));
                checks["hosts"] = CheckHosts(hosts, since);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or ArgumentException or OperationCanceledException)
        {
            checks[checks.ContainsKey("database") ? "migrations" : "database"] = new Check(false, exception.GetBaseException().Message);
        }

        return checks;
    }

    /// <summary>The engine lives in the workers; their hosts tell which it is.</summary>
    private static Check CheckEngine(IEnumerable<Host> seen)
    {
        var engines = seen.Select(h => h.JobEngine).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        return new Check(engines.Count > 0, engines.Count > 0 ? string.Join(", ", engines) : "no worker was seen");
    }

    private static Check CheckHosts(List<Host> hosts, DateTimeOffset since)
    {
        var seen = hosts.Count(h => h.LastSeenAt >= since);
        return new Check(seen > 0, $"{seen} of {hosts.Count} seen in the last {HostSilence.TotalSeconds:0} s");
    }
}
