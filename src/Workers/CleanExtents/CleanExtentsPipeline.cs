using CloudControl.Domain.Hosts.Runs;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.CleanExtents;

/// <summary>Cleans extents that are free and still hold what a former owner wrote: what a declined scrub left.</summary>
public sealed class CleanExtentsPipeline : Pipeline<ExtentsCleaning>
{
    public override string Name => HostRuns.CleanPipeline;

    public override Steps<ExtentsCleaning> Define(Steps<ExtentsCleaning> steps) => steps
        .CommitPoint()                 // recorded with the hold on the extents: they come back clean or not at all
        .Then<TakeDirtyExtents>()
        .Then<ScrubTakenExtents>()
        .Then<ReleaseCleanExtents>();
}
