using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Images;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Vpcs;

namespace CloudControl.Domain.Tests.Droplets;

public sealed class DropletTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Vpc Network = Vpc.Create(
        AccountId.New(), "nyc3", "net", "", new AddressRange("10.103.0.0", 20), isDefault: true, Now);

    private readonly Droplet droplet = Droplet.Order(
        new DropletId(7), VolumeId.New(),
        new DropletOrder(
            AccountId.New(), "web", "nyc3", "s-1vcpu-1gb", 1024, 1, 25, new ImageId(100), "nyc3-01", [], null, [], [], Network,
            Scrub: true, PublicNetworking: true),
        Now);

    [Fact]
    public void A_new_droplet_is_locked_by_its_create() => Assert.IsType<DropletHasPendingEvent>(droplet.BeginEvent().Error);

    [Fact]
    public void One_event_at_a_time()
    {
        droplet.EndEvent();
        Assert.True(droplet.BeginEvent().IsOk);
        Assert.IsType<DropletHasPendingEvent>(droplet.BeginEvent().Error);
    }

    [Fact]
    public void A_destroyed_droplet_stays_destroyed_however_late_a_pipeline_turns_it_on()
    {
        droplet.Destroy(Now);
        droplet.PowerOn();
        droplet.PowerOff();
        Assert.Equal(DropletStatus.Destroyed, droplet.Status);
    }

    [Fact]
    public void An_action_that_ended_stays_as_it_ended()
    {
        var action = NewAction();
        action.Complete(Now);
        action.Fail("late", "too late", Now.AddHours(1));
        Assert.Equal((ActionStatus.Completed, Now, null), (action.Status, action.CompletedAt, action.ErrorCode));
    }

    [Fact]
    public void A_destroy_whose_caller_said_nothing_is_recorded_as_a_scrub()
    {
        var run = DropletRuns.Destroy(droplet, NewAction(), declined: null, Now);
        var state = RunState.Read<DropletDestruction>(run.State);
        Assert.Null(state.Declined);
        Assert.Equal((droplet.VolumeId, ScrubCursor.Start), (state.FormerVolumeId, state.Scrub));
    }

    [Fact]
    public void A_declined_scrub_survives_storing()
    {
        var declined = new ScrubDeclined(droplet.VolumeId, Guid.NewGuid(), Now);
        var run = DropletRuns.Destroy(droplet, NewAction(), declined, Now);
        Assert.Equal(declined, RunState.Read<DropletDestruction>(run.State).Declined);
    }

    [Fact]
    public void Creates_go_before_destroys()
    {
        Assert.True(DropletRuns.Create(droplet, NewAction(), Now).Priority < DropletRuns.Destroy(droplet, NewAction(), null, Now).Priority);
    }

    private ResourceAction NewAction() => ResourceAction.Start(
        new ActionId(1), droplet.AccountId, ActionTypes.Create, ResourceTypes.Droplet, droplet.Id.Value, "nyc3", null, Now);
}
