using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Runs;
using CloudControl.Testing;
using Npgsql;

namespace CloudControl.Workers.Tests.Pipelines;

/// <summary>What the runner promises while the database is away.</summary>
public sealed class RunnerOutageTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
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
    public async Task A_database_that_went_away_for_a_moment_costs_the_run_neither_its_outcome_nor_its_turn()
    {
        World.When("do BookFlight", _ =>
        {
            Disconnect();
            return null;
        });
        var id = await office.RecordAsync();

        await office.Driver.DriveAsync(id, TestContext.Current.CancellationToken);

        var run = await office.FindAsync(id);
        Assert.Equal((RunStatus.Done, 1), (run.Status, run.Attempt));
        Assert.Equal(["do BookHotel", "do BookFlight", "do RentCar", "do PayAll", "do SendItinerary"], World.Calls);
        Assert.Equal(5, (await office.RecordsAsync(id)).Count);
    }

    [Fact]
    public async Task An_outcome_stored_twice_because_the_answer_was_lost_is_told_once()
    {
        var id = await office.RecordAsync();
        var claimed = (await office.Store.ClaimAsync(id, "worker", TestContext.Current.CancellationToken))!;
        var (story, stands) = (new StepStory(0, "BookHotel", Undo: false, "done", null), claimed.Progress with { StepIndex = 1 });

        Assert.True(await office.Store.StoreOutcomeAsync(claimed.Fence, story, stands, rest: null, TestContext.Current.CancellationToken));
        Assert.True(await office.Store.StoreOutcomeAsync(claimed.Fence, story, stands, rest: null, TestContext.Current.CancellationToken));

        Assert.Equal(1, Assert.Single(await office.RecordsAsync(id)).Times);
    }

    /// <summary>Ends every connection to the database, as its restart would.</summary>
    private void Disconnect()
    {
        using var own = new NpgsqlConnection(database.ConnectionString + ";Pooling=false");
        own.Open();
        using var command = new NpgsqlCommand(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", own);
        command.ExecuteNonQuery();
    }
}
