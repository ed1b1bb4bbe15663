using CloudControl.Domain.Runs;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.States;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Engine;

/// <summary>
/// Hangfire as the job engine. Its own retries are off, since the run's rules decide; a job lost with its process is handed out again
/// by the pump. Compiled only with <c>-p:JobEngine=Hangfire</c>.
/// </summary>
public static class JobEngine
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InvisibilityTimeout = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddJobEngine(this IServiceCollection services, EngineOptions options)
    {
        // This process drives what it dispatches: it alone has the runs' hosts open.
        var own = $"worker-{Guid.NewGuid():n}";
        services.AddHangfire(hangfire => hangfire
            .UsePostgreSqlStorage(
                postgres => postgres.UseNpgsqlConnection(options.ConnectionString),
                new PostgreSqlStorageOptions
                {
                    QueuePollInterval = PollInterval,
                    InvisibilityTimeout = InvisibilityTimeout,
                    UseSlidingInvisibilityTimeout = true,    // else a job longer than the timeout runs twice, side by side
                }));
        services.AddHangfireServer(server =>
        {
            server.Queues = [own];
            server.WorkerCount = options.Concurrency;
        });
        services.AddSingleton<DriveRun>();
        return services.AddSingleton<IRunDispatcher>(provider => new HangfireDispatcher(provider.GetRequiredService<IBackgroundJobClient>(), own));
    }

    /// <summary>Who may see it the caller has asked already. To read only: a job says which run to drive, and the pump hands it out again anyway.</summary>
    public static void MapDashboard(IEndpointRouteBuilder app, string path) => app.MapHangfireDashboard(
        path,
        new DashboardOptions { AsyncAuthorization = [], IsReadOnlyFunc = _ => true, DisplayStorageConnectionString = false, AppPath = null });

    private sealed class HangfireDispatcher(IBackgroundJobClient jobs, string own) : IRunDispatcher
    {
        public string EngineName => "Hangfire";

        public Task DispatchAsync(RunId run, CancellationToken ct)
        {
            jobs.Create<DriveRun>(job => job.ExecuteAsync(run.Value, CancellationToken.None), new EnqueuedState(own));
            return Task.CompletedTask;
        }
    }

    /// <summary>The one job, found by Hangfire by its name; Hangfire puts its own token, cancelled at shutdown, in the place of the caller's.</summary>
    public sealed class DriveRun(IRunDriver driver)
    {
        [AutomaticRetry(Attempts = 0)]
        public Task ExecuteAsync(Guid run, CancellationToken ct) => driver.DriveAsync(new RunId(run), ct);
    }
}
