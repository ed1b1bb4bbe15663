using CloudControl.Testing;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>
/// The laws every pipeline obeys on its way to being done. They are tried on all there are (<see cref="EveryPipeline"/>), without
/// anyone having to remember.
/// </summary>
public sealed class PipelineLaws(TestDatabase databases) : IClassFixture<TestDatabase>
{
    public static TheoryData<string> Pipelines => [.. EveryPipeline.All.Select(pipeline => pipeline.Name)];

    [Theory, MemberData(nameof(Pipelines))]
    public async Task It_completes(string pipeline)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        await court.ShouldBeDoneAsync(await court.TryAsync(new Unbent()));
    }

    [Theory, MemberData(nameof(Pipelines))]
    public async Task It_completes_with_every_step_run_twice(string pipeline)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        await court.ShouldBeDoneAsync(await court.TryAsync(new Twice()));
    }

    [Theory, MemberData(nameof(Pipelines))]
    public async Task It_completes_when_every_step_throws_once_after_its_work(string pipeline)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        await court.ShouldBeDoneAsync(await court.TryAsync(new ThrowsOnce()));
    }

    [Theory, MemberData(nameof(Pipelines))]
    public async Task It_completes_with_the_worker_killed_after_each_stored_outcome(string pipeline)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        var ended = await court.TryAsync(new KilledAfterEveryOutcome());
        await court.ShouldBeDoneAsync(ended);
        Assert.True(court.WorkersStarted >= ended.Records.Count, "one worker walked two steps: nobody was killed");
    }
}
