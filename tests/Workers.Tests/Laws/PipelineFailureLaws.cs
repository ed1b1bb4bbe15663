using CloudControl.Testing;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>The laws every pipeline obeys when a step fails: each step of each pipeline in turn (<see cref="EveryPipeline"/>).</summary>
public sealed class PipelineFailureLaws(TestDatabase databases) : IClassFixture<TestDatabase>
{
    /// <summary>Every step that can be undone.</summary>
    public static TheoryData<string, int, string> StepsBeforeTheCommitPoint =>
        StepsWhere((index, commitIndex) => index < commitIndex);

    /// <summary>Every step that cannot.</summary>
    public static TheoryData<string, int, string> StepsAfterTheCommitPoint =>
        StepsWhere((index, commitIndex) => index >= commitIndex);

    [Theory, MemberData(nameof(StepsBeforeTheCommitPoint))]
    public async Task Failing_before_a_steps_work_it_fails_there_and_leaves_a_clean_slate(string pipeline, int index, string step)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        await court.ShouldHaveFailedAtAsync(index, step, await court.TryAsync(new FailsAt(index, FailureMoment.BeforeItsWork)));
    }

    [Theory, MemberData(nameof(StepsBeforeTheCommitPoint))]
    public async Task Failing_after_a_steps_work_it_fails_there_and_leaves_a_clean_slate(string pipeline, int index, string step)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        await court.ShouldHaveFailedAtAsync(index, step, await court.TryAsync(new FailsAt(index, FailureMoment.AfterItsWork)));
    }

    [Theory, MemberData(nameof(StepsBeforeTheCommitPoint))]
    public async Task With_every_undo_run_twice_it_leaves_a_clean_slate(string pipeline, int index, string step)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        await court.ShouldHaveFailedAtAsync(index, step, await court.TryAsync(new Twice(failAt: index)));
    }

    [Theory, MemberData(nameof(StepsBeforeTheCommitPoint))]
    public async Task With_every_undo_throwing_once_it_leaves_a_clean_slate(string pipeline, int index, string step)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        await court.ShouldHaveFailedAtAsync(index, step, await court.TryAsync(new ThrowsOnce(failAt: index)));
    }

    [Theory, MemberData(nameof(StepsBeforeTheCommitPoint))]
    public async Task With_the_worker_killed_after_each_outcome_on_the_way_back_it_leaves_a_clean_slate(string pipeline, int index, string step)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        await court.ShouldHaveFailedAtAsync(index, step, await court.TryAsync(new KilledAfterEveryOutcome(failAt: index)));
    }

    [Theory, MemberData(nameof(StepsAfterTheCommitPoint))]
    public async Task Failing_behind_the_commit_point_it_goes_on_until_it_is_done(string pipeline, int index, string step)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        var ended = await court.TryAsync(new FailsSomeTimesAt(index));
        await court.ShouldBeDoneAsync(ended);
        Assert.Contains(ended.Records, record => record.StepName == step && record.Outcome == "failed");
    }

    private static TheoryData<string, int, string> StepsWhere(Func<int, int, bool> wanted)
    {
        var data = new TheoryData<string, int, string>();
        foreach (var pipeline in EveryPipeline.All)
        {
            foreach (var (index, step) in pipeline.Steps.Index())
            {
                if (!step.IsEpilogue && wanted(index, pipeline.CommitIndex))
                {
                    data.Add(pipeline.Name, index, step.Name);
                }
            }
        }

        return data;
    }
}
