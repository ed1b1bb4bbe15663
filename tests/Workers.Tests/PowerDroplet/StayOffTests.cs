using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Testing;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.PowerDroplet;
using CloudControl.Workers.Tests.Laws;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudControl.Workers.Tests.PowerDroplet;

public sealed class StayOffTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void By_default_it_is_off_for_longer_than_a_client_that_looks_once_a_second_looks_away() =>
        Assert.True(new RestartOptions().OffTime > TimeSpan.FromSeconds(1));

    [Fact]
    public async Task The_guest_is_off_at_once_until_its_run_is_due_again_whatever_clocks_say_and_undoing_does_not_bring_it_back()
    {
        await using var stage = await DropletStage.SetAsync(database.ConnectionString, Ct);
        await stage.ProvisionAsync(Ct);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var run = new DropletRestarting { DropletId = stage.Droplet, ActionId = await BeginRebootAsync(source) };
        var options = new RestartOptions();
        Assert.Equal(DropletStatus.Active, await StatusAsync(source));

        // Every call is made by another worker: what it knows is in the run.
        var first = await WithStepAsync(source, options, step => step.DoAsync(run, Ct));
        Assert.Equal((StepVerdict.Again, options.OffTime), (first.Verdict, first.After));
        Assert.Equal(DropletStatus.Off, await StatusAsync(source));

        Assert.Equal(StepOutcome.Done, await WithStepAsync(source, options, step => step.DoAsync(run, Ct)));
        Assert.Equal(StepOutcome.Done, await WithStepAsync(source, options, step => step.UndoAsync(run, Ct)));
        Assert.Equal(DropletStatus.Off, await StatusAsync(source));
    }

    private static async Task<ActionId> BeginRebootAsync(NpgsqlDataSource source)
    {
        await using var db = PersistenceServices.Open(source);
        var droplet = await db.Droplets.AsNoTracking().SingleAsync(Ct);
        var action = ResourceAction.Start(
            new ActionId(2), droplet.AccountId, ActionTypes.Reboot, ResourceTypes.Droplet, droplet.Id.Value, droplet.RegionSlug, token: null,
            DateTimeOffset.UtcNow);
        db.Add(action);
        await db.SaveChangesAsync(Ct);
        return action.Id;
    }

    private static async Task<StepOutcome> WithStepAsync(
        NpgsqlDataSource source, RestartOptions options, Func<StayOff, Task<StepOutcome>> call)
    {
        await using var db = PersistenceServices.Open(source);
        return await call(new StayOff(db, options));
    }

    private static async Task<DropletStatus> StatusAsync(NpgsqlDataSource source)
    {
        await using var db = PersistenceServices.Open(source);
        return (await db.Droplets.AsNoTracking().SingleAsync(Ct)).Status;
    }
}
