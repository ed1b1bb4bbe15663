using System.Text;
using CloudControl.Domain.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Tests.Laws;
using CloudControl.Workers.Tests.Pipelines;

namespace CloudControl.Workers.Tests.Golden;

/// <summary>What one should see in a diff: a released list that changed, and how a failed run reads.</summary>
public sealed class PipelineGoldens(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public void The_lists_of_all_released_pipelines_are_frozen() => CloudControl.Testing.Golden.ShouldMatch(
        $"""
        # The steps of every released pipeline. A run stores its place as an index into its list, so a list in use is never
        # changed: what changes is a new version beside the old one.

        {string.Join('\n', EveryPipeline.OfTheProduct.Select(Render))}
        """,
        "pipelines.txt");

    [Fact]
    public void A_list_is_rendered_with_its_commit_point_and_its_epilogue() => Assert.Equal(
        """
        journey.v1
          when undone: Apologise
          1 BookHotel
          2 BookFlight
          3 RentCar
          -- commit point --
          4 PayAll
          5 SendItinerary

        """,
        Render(new JourneyPipeline()));

    [Fact]
    public async Task The_story_of_a_failed_run_tells_what_failed_and_what_was_undone()
    {
        await using var office = new Office(database.ConnectionString);
        office.World.When("do BookFlight", call => call switch
        {
            1 => throw new TimeoutException("the airline did not answer"),
            <= 4 => StepOutcome.Again("the airline's desk is closed"),
            _ => null,
        });
        office.World.When("do RentCar", _ => StepOutcome.Failed(new NoFlights(), "no car within 50 km"));
        office.World.When("undo BookFlight", call => call <= 2 ? throw new TimeoutException("the airline did not answer") : null);
        var id = await office.RecordAsync();

        await office.DriveUntilAsync(id, run => run.Status == RunStatus.Failed);

        CloudControl.Testing.Golden.ShouldMatch(await office.StoryAsync(id), "failed-run.txt");
    }

    private static string Render(IPipeline pipeline)
    {
        var list = new StringBuilder(pipeline.Name).Append('\n');
        foreach (var (index, step) in pipeline.Steps.Index())
        {
            if (index == pipeline.CommitIndex)
            {
                list.Append("  -- commit point --\n");
            }

            list.Append(step.IsEpilogue ? $"  when undone: {step.Name}\n" : $"  {index} {step.Name}\n");
        }

        return list.ToString();
    }
}
