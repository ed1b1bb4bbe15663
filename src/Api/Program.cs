using CloudControl.Api.Accounts;
using CloudControl.Api.AccountTransfers;
using CloudControl.Api.Actions;
using CloudControl.Api.AssociatedResources;
using CloudControl.Api.Audit;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.DropletActions;
using CloudControl.Api.Droplets;
using CloudControl.Api.Events;
using CloudControl.Api.Firewalls;
using CloudControl.Api.Health;
using CloudControl.Api.Hosts;
using CloudControl.Api.Http;
using CloudControl.Api.Images;
using CloudControl.Api.LegacyV1;
using CloudControl.Api.Metrics;
using CloudControl.Api.Projects;
using CloudControl.Api.Regions;
using CloudControl.Api.ReservedIps;
using CloudControl.Api.Runs;
using CloudControl.Api.ScrubReceipts;
using CloudControl.Api.Sizes;
using CloudControl.Api.Snapshots;
using CloudControl.Api.SshKeys;
using CloudControl.Api.Tags;
using CloudControl.Api.Tokens;
using CloudControl.Api.VolumeActions;
using CloudControl.Api.Volumes;
using CloudControl.Api.Vpcs;
using CloudControl.Api.Waiting;
using CloudControl.Api.Webhooks;
using CloudControl.Infrastructure.Metrics;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Secrets;
using CloudControl.Infrastructure.Webhooks;

namespace CloudControl.Api;

/// <summary>The API process. It only composes; each resource's folder holds its routes.</summary>
public sealed class Program
{
    private Program()
    {
    }

    public static void Main(string[] args) => Build(args).Run();

    /// <summary>The process, built and not started.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddHttpEdge();
        builder.Services.AddBoundPersistence(builder.Configuration.GetConnectionString(PersistenceServices.ConnectionStringName) ?? "");
        builder.Services.AddReceiverGuard(ReceiverOptions.From(builder.Configuration, builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton(SecretSeal.Of(builder.Configuration[SecretSeal.Setting]));
        builder.Services.AddWaiting(builder.Configuration);
        builder.AddAuditTrail();
        builder.Services.AddSingleton<Catalogues>();
        builder.Services.AddSingleton(builder.Configuration.GetSection("Scrub").Get<ScrubSettings>() ?? new ScrubSettings());
        builder.Services.AddScoped<DropletOrders>().AddScoped<DiskOrders>().AddScoped<VolumeOrders>().AddScoped<ReservedIpOrders>();
        builder.Services.AddSingleton(builder.Configuration.GetSection("VolumeActions").Get<VolumeActionAnswers>() ?? new VolumeActionAnswers());
        builder.Services.AddHttpContextAccessor().AddScoped<AssociatedDestroyer>();
        builder.Services.AddMetricsPage(builder.Configuration.GetSection(MetricsSettings.Section).Get<MetricsSettings>());
        builder.Services.AddApiDocument();
        builder.Services.AddHostedService<WarmUp>();

        var app = builder.Build();
        app.UseHttpEdge();

        var v2 = app.MapV2();
        v2.MapAccount();
        v2.MapTokens();
        v2.MapAuditLog();
        v2.MapSshKeys();
        v2.MapRegions();
        v2.MapSizes();
        v2.MapImages();
        v2.MapAccountTransfers();
        v2.MapDroplets();
        v2.MapDropletActions();
        v2.MapAssociatedResources();
        v2.MapActions();
        v2.MapVolumes();
        v2.MapVolumeActions();
        v2.MapSnapshots();
        v2.MapTags();
        v2.MapVpcs();
        v2.MapReservedIps();
        v2.MapFloatingIps();
        v2.MapFirewalls();
        v2.MapProjects();
        v2.MapWebhooks();
        v2.MapEvents();
        v2.MapScrubReceipts();
        v2.MapHosts();
        v2.MapRuns();

        app.MapLegacyV1();
        app.MapHealth();
        app.MapMetrics();
        app.MapApiDocument();
        return app;
    }
}
