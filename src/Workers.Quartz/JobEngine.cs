using CloudControl.Domain.Runs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Quartz;

namespace CloudControl.Workers.Engine;

/// <summary>
/// Quartz as the job engine, with its jobs in memory: they say "drive run N" and no more, and the pump hands out again what a dead
/// process forgot (docs/adr/0010). Every dispatch is a firing of its own, so none is swallowed because an earlier one is still ending.
/// </summary>
public static class JobEngine
{
    public static IServiceCollection AddJobEngine(this IServiceCollection services, EngineOptions options)
    {
        services.AddQuartz(quartz =>
        {
            quartz.UseInMemoryStore();
            quartz.UseDefaultThreadPool(options.Concurrency);
            quartz.ConfigureScheduler(scheduler => scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always);
            quartz.AddJob<DriveRun>(job => job.WithIdentity(DriveRun.Key).StoreDurably());
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        return services.AddSingleton<IRunDispatcher, QuartzDispatcher>();
    }

    /// <summary>Quartz has none.</summary>
    public static void MapDashboard(IEndpointRouteBuilder app, string path)
    {
        // What runs do is at /v2/runs, whatever the engine.
    }

    private sealed class QuartzDispatcher(ISchedulerFactory schedulers) : IRunDispatcher
    {
        public string EngineName => "Quartz";

        public async Task DispatchAsync(RunId run, CancellationToken ct)
        {
            var scheduler = await schedulers.GetScheduler(ct);
            await scheduler.TriggerJob(DriveRun.Key, new JobDataMap { [DriveRun.Run] = run.ToString() }, ct);
        }
    }

    /// <summary>The one job. What the driver throws is logged and no more: the run's lease lapses and it is dispatched again.</summary>
    private sealed class DriveRun(IRunDriver driver, ILogger<DriveRun> log) : IJob
    {
        public const string Run = "run";

        public static readonly JobKey Key = new("drive-run");

        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            var run = new RunId(Guid.Parse(context.MergedJobDataMap.GetString(Run)!));
            try
            {
                await driver.DriveAsync(run, cancellationToken);
            }
            catch (Exception e)
            {
                log.LogError(e, "Driving run {Run} broke off", run);
            }
        }
    }
}
