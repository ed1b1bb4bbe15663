using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Tests.Laws;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.ResizeVolume;

/// <summary>A resize that is ordered while the volume's create still waits changes nothing for what was ordered before it.</summary>
public sealed class ResizeThatWaitsTests(TestDatabase databases) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_snapshot_ordered_before_it_has_the_volume_s_size_of_then()
    {
        var (court, stage) = await ArrangeAsync();
        await using (court)
        {
            await stage.SnapshotAsync(Ct);
            await stage.ResizeAsync(Ct);
            stage.Expecting(volume => volume is { SizeGib: VolumeStage.LargerGib, Locked: false });

            await court.ShouldBeDoneAsync(await court.TryBehindAsync(new Unbent()));
            await ShouldAllHaveCompletedAsync(stage);
        }
    }

    [Fact]
    public async Task A_create_whose_outcome_was_lost_finds_the_volume_it_laid()
    {
        var (court, stage) = await ArrangeAsync();
        await using (court)
        {
            var resize = new OrderedOnce(nameof(Workers.Volumes.CreateSparseVolume), () => stage.ResizeAsync(Ct));
            stage.Expecting(volume => volume is { SizeGib: VolumeStage.LargerGib, Locked: false });

            await court.TryBehindAsync(resize);
            await ShouldAllHaveCompletedAsync(stage);
            Assert.Empty(await stage.AfterSuccess.ViolationsAsync(Ct));
        }
    }

    private async Task<(LawCourt Court, VolumeStage Stage)> ArrangeAsync()
    {
        var connectionString = await databases.CloneAsync(Ct);
        var stage = await VolumeStage.SetAsync(new Venue(connectionString, MadeFirst: 1), Ct);
        return (LawCourt.Over(stage, BlockVolumeRuns.ResizePipeline, connectionString), stage);
    }

    private static async Task ShouldAllHaveCompletedAsync(VolumeStage stage)
    {
        await using var db = stage.Droplet.OpenDb();
        var actions = await db.Actions.AsNoTracking().OrderBy(a => a.Id).ToListAsync(Ct);
        Assert.All(actions, action => Assert.True(action.Status == ActionStatus.Completed, $"{action.Type} is {action.Status}: {action.ErrorCode}"));
        Assert.Contains(actions, action => action.Type == ActionTypes.Resize);
    }

    /// <summary>Something is ordered when the step's work is done, and the outcome of the work is lost.</summary>
    private sealed class OrderedOnce(string stepName, Func<Task> orderAsync) : Interceptor
    {
        private bool ordered;

        public override async Task<StepOutcome> CallAsync(StepCall call, Func<Task<StepOutcome>> step)
        {
            var outcome = await step();
            if (call.StepName == stepName && !ordered)
            {
                ordered = true;
                await orderAsync();
                throw new WorkerKilledException();
            }

            return outcome;
        }
    }
}
