using CloudControl.Testing;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>
/// The law of a worker that lost its lease and does not know it, because it was stopped, or its clock was, and goes on acting: each step
/// of each pipeline in turn (<see cref="EveryPipeline"/>). The fence keeps it from storing anything; that its work does no harm is up to
/// the steps.
/// </summary>
public sealed class PipelineFenceLaws(TestDatabase databases) : IClassFixture<TestDatabase>
{
    public static TheoryData<string, int, string> Steps
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (var pipeline in EveryPipeline.All)
            {
                foreach (var (index, step) in pipeline.Steps.Index().Where(entry => !entry.Item.IsEpilogue))
                {
                    data.Add(pipeline.Name, index, step.Name);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Steps))]
    public async Task With_its_lease_lost_while_the_old_worker_still_acts_it_is_done_once(string pipeline, int index, string step)
    {
        await using var court = await LawCourt.ConveneAsync(pipeline, databases);
        var ended = await court.TryTakenOverAsync(index);
        await court.ShouldBeDoneAsync(ended);
        Assert.Single(ended.Records, record => record.StepName == step && record.Outcome == "done");
    }
}
