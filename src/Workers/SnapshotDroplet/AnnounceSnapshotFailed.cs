using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Events;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Workers.Droplets;
using CloudControl.Workers.Pipelines;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.SnapshotDroplet;

/// <summary>There is no image and never was one; the action says why.</summary>
public sealed class AnnounceSnapshotFailed(ActionEnding ending, CloudControlDb db, TimeProvider clock) : Epilogue<DropletSnapshotting>
{
    public override async Task<StepOutcome> RunAsync(DropletSnapshotting run, RunFailure failure, CancellationToken ct)
    {
        var image = await db.Images.SingleAsync(i => i.Id == run.ImageId, ct);
        await ending.FailAsync(run, failure, _ => image.Delete(clock.GetUtcNow()), DropletEvents.ActionEnded, ct);
        return StepOutcome.Done;
    }
}
