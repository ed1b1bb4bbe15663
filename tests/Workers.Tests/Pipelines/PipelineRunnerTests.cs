using CloudControl.Domain;
using CloudControl.Domain.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Pipelines;

namespace CloudControl.Workers.Tests.Pipelines;

/// <summary>The runner's promises, one by one.</summary>
public sealed class PipelineRunnerTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private Office office = null!;

    private World World => office.World;

    public ValueTask InitializeAsync()
    {
        office = new Office(database.ConnectionString);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => office.DisposeAsync();

    [Fact]
    public async Task A_run_walks_its_list_in_one_drive_and_stores_every_outcome()
    {
        var id = await office.RecordAsync();

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);

        var run = await office.FindAsync(id);
        Assert.Equal(RunStatus.Done, run.Status);
        Assert.Null(run.LeaseOwner);
        Assert.Equal(["do BookHotel", "do BookFlight", "do RentCar", "do PayAll", "do SendItinerary"], World.Calls);
        Assert.Equal(["BookHotel", "BookFlight", "RentCar", "PayAll", "SendItinerary"], RunState.Read<Journey>(run.State).Finished);
        Assert.All(await office.RecordsAsync(id), record => Assert.Equal("done", record.Outcome));
        Assert.Equal(5, (await office.RecordsAsync(id)).Count);
        Assert.Empty(World.Apologies);
    }

    [Fact]
    public async Task Again_comes_back_without_counting_as_a_failure_and_fills_one_line()
    {
        World.When("do BookFlight", call => call <= 20 ? StepOutcome.Again("the desk is closed") : null);
        var id = await office.RecordAsync();

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);
        var waiting = await office.FindAsync(id);
        Assert.Equal((RunStatus.Forward, 2, 0, "the desk is closed"), (waiting.Status, waiting.StepIndex, waiting.Failures, waiting.Reason));
        Assert.Null(waiting.LeaseOwner);

        var run = await office.DriveToEndAsync(id);
        Assert.Equal(RunStatus.Done, run.Status);
        var again = Assert.Single(await office.RecordsAsync(id), record => record.Outcome == "again");
        Assert.Equal(20, again.Times);
    }

    [Fact]
    public async Task Again_after_zero_goes_on_without_giving_the_run_back()
    {
        World.When("do BookFlight", call => call <= 5 ? StepOutcome.Again("one slice", TimeSpan.Zero) : null);
        var id = await office.RecordAsync();

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);

        var run = await office.FindAsync(id);
        Assert.Equal((RunStatus.Done, 1), (run.Status, run.Attempt));
        Assert.Equal(5, Assert.Single(await office.RecordsAsync(id), record => record.Outcome == "again").Times);
    }

    [Fact]
    public async Task A_run_counts_its_steps_and_remembers_the_bytes_of_the_one_that_told_them()
    {
        var id = await office.RecordAsync();
        Assert.Null((await office.FindAsync(id)).StepsTotal);
        World.When("do BookFlight", call => call <= 2 ? StepOutcome.Again("one slice", work: new WorkDone(call, 3)) : StepOutcome.DoneAfter(new WorkDone(3, 3)));
        World.When("do RentCar", call => call == 1 ? StepOutcome.Again("the cars are washed", TimeSpan.FromHours(1)) : null);

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);
        var slice = await office.FindAsync(id);
        Assert.Equal((1, 5, 1L, 3L), (slice.StepsDone, slice.StepsTotal, slice.BytesDone, slice.BytesTotal));

        var waiting = await office.DriveUntilAsync(id, run => run.StepIndex == 3);
        Assert.Equal((2, 5, 3L, 3L), (waiting.StepsDone, waiting.StepsTotal, waiting.BytesDone, waiting.BytesTotal));

        await office.ExecuteAsync("update runs set due_at = now() where id = $1", id.Value);
        Assert.Equal(5, (await office.DriveToEndAsync(id)).StepsDone);
    }

    [Fact]
    public async Task A_run_that_was_undone_has_no_step_done()
    {
        World.When("do RentCar", _ => StepOutcome.Failed(new NoFlights()));
        var id = await office.RecordAsync();

        var run = await office.DriveToEndAsync(id);

        Assert.Equal((RunStatus.Failed, 0, 5), (run.Status, run.StepsDone, run.StepsTotal));
    }

    [Fact]
    public async Task Slices_without_end_give_the_run_back_when_its_turn_is_over()
    {
        await using var fair = new Office(database.ConnectionString, options: Office.Impatient with { LongestTurn = TimeSpan.Zero });
        fair.World.When("do BookFlight", call => call <= 3 ? StepOutcome.Again("one slice", TimeSpan.Zero) : null);
        var id = await fair.RecordAsync();

        await fair.Driver.DriveAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(["do BookHotel", "do BookFlight"], fair.World.Calls);
        Assert.Null((await fair.FindAsync(id)).LeaseOwner);

        Assert.Equal(4, (await fair.DriveToEndAsync(id)).Attempt);
    }

    [Fact]
    public async Task A_failure_turns_round_at_once_and_undoes_from_the_failed_step_to_the_first()
    {
        World.When("do RentCar", _ => StepOutcome.Failed(new NoFlights(), "desk 7 says no"));
        var id = await office.RecordAsync();

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);

        var run = await office.FindAsync(id);
        Assert.Equal((RunStatus.Failed, "no_flights", "There is no flight on that day."), (run.Status, run.ErrorCode, run.ErrorMessage));
        Assert.Equal(
            ["do BookHotel", "do BookFlight", "do RentCar", "undo RentCar", "undo BookFlight", "undo BookHotel", "apologise"], World.Calls);
        Assert.Empty(World.Bookings);
        Assert.Equal(new RunFailure("no_flights", "There is no flight on that day.", "desk 7 says no"), Assert.Single(World.Apologies));
    }

    [Fact]
    public async Task A_run_without_an_epilogue_fails_once_its_first_step_is_undone()
    {
        World.When("do BookFlight", _ => StepOutcome.Failed(new NoFlights()));
        var id = await office.RecordAsync(DayTripPipeline.V1);

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);

        Assert.Equal(RunStatus.Failed, (await office.FindAsync(id)).Status);
        Assert.Equal(["do BookFlight", "undo BookFlight"], World.Calls);
    }

    [Fact]
    public async Task An_exception_is_retried_and_what_the_step_did_to_the_state_is_forgotten()
    {
        World.When("do BookFlight", call => call == 1 ? throw new InvalidOperationException("the line is dead") : null);
        var id = await office.RecordAsync();

        var run = await office.DriveToEndAsync(id);

        Assert.Equal((RunStatus.Done, 0), (run.Status, run.Failures));
        Assert.Equal("InvalidOperationException: the line is dead", Assert.Single(await office.RecordsAsync(id), r => r.Outcome == "failed").Detail);
        Assert.Single(RunState.Read<Journey>(run.State).Finished, "BookFlight");
    }

    [Fact]
    public async Task What_goes_on_throwing_for_a_reason_with_a_name_ends_with_that_name()
    {
        World.When("do BookFlight", _ => throw new InvalidOperationException("booking", new NoSeatsLeftException()));
        var id = await office.RecordAsync();

        var run = await office.DriveToEndAsync(id);

        Assert.Equal((RunStatus.Failed, new NoFlights().Code, new NoFlights().Message), (run.Status, run.ErrorCode, run.ErrorMessage));
        Assert.Equal(Office.Impatient.ExceptionsUntilFailed, World.Calls.Count(call => call == "do BookFlight"));
    }

    [Fact]
    public async Task Exceptions_in_a_row_turn_the_run_round_at_the_limit()
    {
        World.When("do BookFlight", _ => throw new InvalidOperationException("the line is dead"));
        var id = await office.RecordAsync();

        var run = await office.DriveToEndAsync(id);

        Assert.Equal((RunStatus.Failed, "internal_error"), (run.Status, run.ErrorCode));
        Assert.DoesNotContain("line is dead", run.ErrorMessage);
        Assert.Equal(Office.Impatient.ExceptionsUntilFailed, World.Calls.Count(call => call == "do BookFlight"));
        Assert.Equal("undo BookFlight", World.Calls.First(call => call.StartsWith("undo", StringComparison.Ordinal)));
        Assert.Empty(World.Bookings);
    }

    [Fact]
    public async Task An_undo_never_gives_up_is_listed_as_stuck_and_still_ends_when_it_can()
    {
        var broken = true;
        World.When("do RentCar", _ => StepOutcome.Failed(new NoFlights(), "no cars"));
        World.When("undo BookFlight", _ => Volatile.Read(ref broken) ? throw new InvalidOperationException("no refund") : null);
        var id = await office.RecordAsync();

        var stuck = await office.DriveUntilAsync(id, run => run.Status == RunStatus.Stuck);
        Assert.Equal((2, "no cars"), (stuck.StepIndex, stuck.Reason));
        await office.DriveUntilAsync(id, run => run.Failures >= 2 * Office.Impatient.FailuresUntilStuck);

        Volatile.Write(ref broken, false);
        var run = await office.DriveToEndAsync(id);
        Assert.Equal((RunStatus.Failed, "no_flights"), (run.Status, run.ErrorCode));
        Assert.Equal("no cars", Assert.Single(World.Apologies).OperatorDetail);
        Assert.Empty(World.Bookings);
    }

    [Fact]
    public async Task After_the_commit_point_there_is_only_forward()
    {
        var broken = true;
        World.When("do SendItinerary", call => !Volatile.Read(ref broken) ? null
            : call % 2 == 0 ? throw new InvalidOperationException("no printer") : StepOutcome.Failed(new NoFlights(), "no paper"));
        var id = await office.RecordAsync();

        await office.DriveUntilAsync(id, run => run.Status == RunStatus.Stuck);
        await office.DriveUntilAsync(id, run => run.Failures >= 2 * Office.Impatient.FailuresUntilStuck);
        Assert.DoesNotContain(World.Calls, call => call.StartsWith("undo", StringComparison.Ordinal));

        Volatile.Write(ref broken, false);
        var run = await office.DriveToEndAsync(id);
        Assert.Equal((RunStatus.Done, null, null), (run.Status, run.ErrorCode, run.Reason));
        Assert.Equal(5, World.Bookings.Count);
    }

    [Fact]
    public async Task An_epilogue_is_retried_until_it_is_done_before_the_run_counts_as_failed()
    {
        World.When("do BookHotel", _ => StepOutcome.Failed(new NoFlights()));
        World.When("apologise", call => call <= 10 ? throw new InvalidOperationException("no post") : null);
        var id = await office.RecordAsync();

        var run = await office.DriveToEndAsync(id);

        Assert.Equal(RunStatus.Failed, run.Status);
        Assert.Equal(11, World.Calls.Count(call => call == "apologise"));
        Assert.Single(World.Apologies);
    }

    [Fact]
    public async Task A_run_of_a_pipeline_nobody_here_knows_is_left_alone_for_a_while()
    {
        var id = await office.RecordAsync("space-flight.v9");

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);

        var run = await office.FindAsync(id);
        Assert.Equal((RunStatus.Forward, 0, null), (run.Status, run.StepIndex, run.LeaseOwner));
        Assert.True(run.DueAt > run.CreatedAt + TimeSpan.FromSeconds(5), "not due again at once");
        Assert.Empty(await office.RecordsAsync(id));
    }

    [Fact]
    public async Task A_run_whose_state_cannot_be_read_is_stuck_not_lost()
    {
        var id = await office.RecordAsync();
        await office.ExecuteAsync("update runs set state = '[1]' where id = $1", id.Value);

        var run = await office.DriveUntilAsync(id, run => run.Status == RunStatus.Stuck);

        Assert.Contains("JsonException", run.Reason);
        Assert.Empty(World.Calls);
    }

    [Fact]
    public async Task An_ended_run_an_unknown_id_and_a_run_under_way_are_not_driven()
    {
        var id = await office.RecordAsync();
        await office.DriveToEndAsync(id);
        var calls = World.Calls.Count;

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);
        await office.Driver.DriveAsync(RunId.New(), TestContext.Current.CancellationToken);

        Assert.Equal(calls, World.Calls.Count);
    }

    private sealed class NoSeatsLeftException() : Exception("no seats left"), INamedFailure
    {
        public Error Error { get; } = new NoFlights();
    }
}
