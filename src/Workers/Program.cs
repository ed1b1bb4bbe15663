using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Images.Import;
using CloudControl.Infrastructure.Metrics;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Infrastructure.Secrets;
using CloudControl.Infrastructure.Storage;
using CloudControl.Workers.Backups;
using CloudControl.Workers.Engine;
using CloudControl.Workers.Health;
using CloudControl.Workers.Hosts;
using CloudControl.Workers.Idempotency;
using CloudControl.Workers.Images;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Reconcilers;
using CloudControl.Workers.WebhookDelivery;

namespace CloudControl.Workers;

/// <summary>A worker process: serves storage hosts, drives their runs, sends webhooks. It only composes.</summary>
public sealed class Program
{
    private Program()
    {
    }

    public static void Main(string[] args)
    {
        try
        {
            Build(args).Run();
        }
        catch (OperationCanceledException)
        {
            // Asked to stop while it stood by for its hosts: it has nothing to give back.
        }
    }

    /// <summary>The process, built and not started.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var configuration = builder.Configuration;
        var connectionString = configuration.GetConnectionString(PersistenceServices.ConnectionStringName) ?? "";
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new StorageOptions();

        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddPersistence(connectionString)
            .AddMetricsPage(configuration.GetSection(MetricsSettings.Section).Get<MetricsSettings>())
            .AddRuns(configuration.GetSection("Runs").Get<RunOptions>())
            .AddHostedService<Rehearsal>()
            .AddStorageHosts(storage)      // opened before, closed after everything below
            .AddImages(new ImageOptions { Folder = storage.ImagesFolder })
            .AddImageImports(configuration.GetSection(ImportOptions.Section).Get<ImportOptions>())
            .AddHostedService<RawImageScan>()
            .AddPipelineEngine()
            .AddDropletPipelines()
            .AddSingleton<BackupRound>()
            .AddHostedService<BackupSchedule>()
            .AddVolumePipelines()
            .AddRunPump(
                new EngineOptions(connectionString, storage.Concurrency), provider => provider.GetRequiredService<StorageHosts>().Names)
            .AddReconcilers(configuration.GetSection("Reconcilers").Get<ReconcilerOptions>())
            .AddSingleton<KeptAnswerCleaning>()
            .AddHostedService<KeptAnswerSchedule>()
            .AddSingleton(SecretSeal.Of(configuration[SecretSeal.Setting]))
            .AddWebhookDelivery(WebhookDeliveryOptions.From(configuration, builder.Environment.IsDevelopment()));

        var app = builder.Build();
        app.MapWorkerHealth();
        app.MapWorkerMetrics();
        app.MapEngineDashboard();
        return app;
    }
}
