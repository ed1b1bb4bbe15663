using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Workers.BlockVolumes;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.CreateVolume;

/// <summary>The volume is there.</summary>
public sealed class AnnounceVolumeCreated(VolumeActionEnding ending, TimeProvider clock) : Step<IVolumeRun>
{
    public override async Task<StepOutcome> DoAsync(IVolumeRun run, CancellationToken ct)
    {
        await ending.CompleteAsync(run, volume => volume.BecomeReady(clock.GetUtcNow()), VolumeEvents.CreateCompleted, ct);
        return StepOutcome.Done;
    }
}

/// <summary>The order came to nothing: the volume is gone, the action says why. What was asked of it meanwhile finds it gone.</summary>
public sealed class AnnounceVolumeCreateFailed(VolumeActionEnding ending, TimeProvider clock) : Epilogue<IVolumeRun>
{
    public override async Task<StepOutcome> RunAsync(IVolumeRun run, RunFailure failure, CancellationToken ct)
    {
        await ending.FailAsync(run, failure, volume => volume.Delete(clock.GetUtcNow()), VolumeEvents.CreateFailed, ct);
        return StepOutcome.Done;
    }
}
