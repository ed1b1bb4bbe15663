using CloudControl.Workers.CleanExtents;
using CloudControl.Workers.CreateDroplet;
using CloudControl.Workers.DestroyDroplet;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Images;
using CloudControl.Workers.ImportImage;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.PowerDroplet;
using CloudControl.Workers.RebuildDroplet;
using CloudControl.Workers.RenameDroplet;
using CloudControl.Workers.ReservedIps;
using CloudControl.Workers.ResizeDroplet;
using CloudControl.Workers.SnapshotDroplet;
using CloudControl.Workers.Volumes;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudControl.Workers;

/// <summary>Everything a worker can do to a droplet, to the addresses it is lent, and to what droplets leave behind.</summary>
public static class DropletPipelines
{
    public static IServiceCollection AddDropletPipelines(this IServiceCollection services)
    {
        services.TryAddSingleton(new RestartOptions());
        return services
            .AddScoped<VolumeCleaning>()
            .AddScoped<SourceVolumes>()
            .AddScoped<VolumeCopying>()
            .AddScoped<VolumeGrowth>()
            .AddScoped<ActionEnding>()
            .AddScoped<ImageActionEnding>()
            .AddScoped<ReservedIpEnding>()
            .AddPipeline<CreateDropletPipeline>()
            .AddPipeline<DestroyDropletPipeline>()
            .AddPipeline<RebuildDropletPipeline>()
            .AddPipeline<PowerOnPipeline>()
            .AddPipeline<PowerOffPipeline>()
            .AddPipeline<ShutdownPipeline>()
            .AddPipeline<RebootPipeline>()
            .AddPipeline<PowerCyclePipeline>()
            .AddPipeline<RenameDropletPipeline>()
            .AddPipeline<ResizeDropletPipeline>()
            .AddPipeline<SnapshotDropletPipeline>()
            .AddPipeline<ImportImagePipeline>()
            .AddPipeline<TransferImagePipeline>()
            .AddPipeline<ReturnImagePipeline>()
            .AddPipeline<ReturnVolumePipeline>()
            .AddPipeline<AssignReservedIpPipeline>()
            .AddPipeline<UnassignReservedIpPipeline>()
            .AddPipeline<CleanExtentsPipeline>();
    }
}
