using CloudControl.Infrastructure.Nbd;
using CloudControl.Workers.AttachVolume;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.CreateVolume;
using CloudControl.Workers.DestroyVolume;
using CloudControl.Workers.DestroyVolumeSnapshot;
using CloudControl.Workers.DetachVolume;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.ResizeVolume;
using CloudControl.Workers.SnapshotVolume;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudControl.Workers;

/// <summary>Everything a worker can do to a block volume. What volumes of all kinds share comes with <see cref="DropletPipelines"/>.</summary>
public static class VolumePipelines
{
    public static IServiceCollection AddVolumePipelines(this IServiceCollection services)
    {
        services.TryAddSingleton<OpenExports>();
        return services
            .AddScoped<VolumeActionEnding>()
            .AddScoped<AttachmentEnding>()
            .AddScoped<SnapshotActionEnding>()
            .AddPipeline<CreateVolumePipeline>()
            .AddPipeline<AttachVolumePipeline>()
            .AddPipeline<DetachVolumePipeline>()
            .AddPipeline<ResizeVolumePipeline>()
            .AddPipeline<ResizeVolumePipelineV1>()
            .AddPipeline<SnapshotVolumePipeline>()
            .AddPipeline<CopySnapshotPipeline>()
            .AddPipeline<DestroyVolumeSnapshotPipeline>()
            .AddPipeline<DestroyVolumePipeline>();
    }
}
