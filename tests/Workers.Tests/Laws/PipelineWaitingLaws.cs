using CloudControl.Domain.Runs;
using CloudControl.Testing;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>
/// The laws of a run that was ordered before what it needs was made, and waits for it: with none of that made, then with the first of it,
/// and so on. Where the API takes no such order nothing can wait, and the law holds.
/// </summary>
public sealed class PipelineWaitingLaws(TestDatabase databases) : IClassFixture<TestDatabase>
{
    /// <summary>No run needs more than a droplet, a volume and a snapshot.</summary>
    private const int MostMadeFirst = 3;

    public static TheoryData<string> Pipelines => PipelineLaws.Pipelines;

    [Theory, MemberData(nameof(Pipelines))]
    public Task Ordered_before_what_it_needs_is_made_it_completes(string pipeline) => TryAsync(
        pipeline,
        async (court, _) => await court.ShouldBeDoneAsync(await court.TryBehindAsync(new Unbent())));

    [Theory, MemberData(nameof(Pipelines))]
    public Task Behind_a_create_that_comes_to_nothing_it_ends_and_says_why(string pipeline) => TryAsync(
        pipeline,
        async (court, create) =>
        {
            var lastStep = EveryPipeline.Named(create.Pipeline).CommitIndex - 1;
            await court.ShouldHaveEndedTruthfullyAsync(await court.TryBehindAsync(new FailsAt(lastStep, FailureMoment.AfterItsWork)));
            await court.ShouldHaveLeftNothingAsync();
        });

    [Theory, MemberData(nameof(Pipelines))]
    public Task Behind_a_create_that_an_operator_ends_it_ends_and_says_why(string pipeline) => TryAsync(
        pipeline,
        async (court, create) =>
        {
            await court.AbandonAsync(create);
            await court.ShouldHaveEndedTruthfullyAsync(await court.TryBehindAsync(new Unbent()));
        });

    private async Task TryAsync(string pipeline, Func<LawCourt, PipelineRun, Task> tryAsync)
    {
        for (var madeFirst = 0; madeFirst <= MostMadeFirst; madeFirst++)
        {
            try
            {
                await using var court = await LawCourt.ConveneAsync(pipeline, databases, madeFirst);
                if (await court.InFrontAsync() is not { } create)
                {
                    return;
                }

                await tryAsync(court, create);
            }
            catch (OrderRefusedException)
            {
                // Nothing can wait for that; with more made, perhaps.
            }
        }

        Assert.Fail($"{pipeline} needs more runs in front of it than these laws try");
    }
}
