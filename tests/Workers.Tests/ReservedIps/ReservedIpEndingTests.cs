using CloudControl.Domain.Actions;
using CloudControl.Domain.Events;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Infrastructure.Networking;
using CloudControl.Testing;
using CloudControl.Workers.ReservedIps;
using CloudControl.Workers.Tests.Laws;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Workers.Tests.ReservedIps;

/// <summary>What became impossible between an order and its end ends the action badly, and changes nothing else.</summary>
public sealed class ReservedIpEndingTests(TestDatabase databases) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_addresses_on_their_way_to_one_droplet_the_second_stays_behind()
    {
        await using var stage = await DropletStage.SetAsync(await databases.CloneAsync(Ct), Ct);
        var (first, second) = (await OrderAsync(stage, action: 2), await OrderAsync(stage, action: 3));

        await AssignAsync(stage, first);
        await AssignAsync(stage, second);

        Assert.Equal((ActionStatus.Completed, true), await OutcomeAsync(stage, first));
        Assert.Equal((ActionStatus.Errored, false), await OutcomeAsync(stage, second));
        await using var db = stage.OpenDb();
        Assert.Equal("droplet_has_reserved_ip", (await db.Actions.SingleAsync(a => a.Id == second.ActionId, Ct)).ErrorCode);
        Assert.Equal(
            [EventTypes.DropletActionCompleted, EventTypes.DropletActionErrored],
            await db.Events.OrderBy(e => e.Sequence).Select(e => e.Type).ToListAsync(Ct));
    }

    [Fact]
    public async Task A_droplet_that_was_destroyed_meanwhile_gets_none()
    {
        await using var stage = await DropletStage.SetAsync(await databases.CloneAsync(Ct), Ct);
        var run = await OrderAsync(stage, action: 2);
        await using (var db = stage.OpenDb())
        {
            (await db.Droplets.SingleAsync(Ct)).Destroy(ReservedIpStage.Now);
            await db.SaveChangesAsync(Ct);
        }

        await AssignAsync(stage, run);

        Assert.Equal((ActionStatus.Errored, false), await OutcomeAsync(stage, run));
    }

    private static async Task AssignAsync(DropletStage stage, ReservedIpMove run)
    {
        await using var db = stage.OpenDb();
        await new ReservedIpEnding(db, TimeProvider.System).AssignAsync(run, Ct);
    }

    private static async Task<ReservedIpMove> OrderAsync(DropletStage stage, long action)
    {
        await using var db = stage.OpenDb();
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        var droplet = await db.Droplets.AsNoTracking().SingleAsync(Ct);
        var address = await AddressPool.ReserveAsync(db, DropletStage.Region, Ct);
        var ip = ReservedIp.Reserve(droplet.AccountId, address.Value!, DropletStage.Region, ReservedIpStage.Now);
        Assert.True(ip.BeginEvent().IsOk);
        var assigning = ResourceAction.Start(
            new ActionId(action), droplet.AccountId, ActionTypes.AssignIp, ResourceTypes.ReservedIp, ip.Number, ip.RegionSlug, token: null, ReservedIpStage.Now);
        db.AddRange(ip, assigning);
        await db.SaveChangesAsync(Ct);
        await transaction.CommitAsync(Ct);
        return new ReservedIpMove { ReservedIpId = ip.Id, DropletId = droplet.Id, ActionId = assigning.Id };
    }

    /// <returns>How the action ended, and whether the droplet has the address; which is free for the next event in any case.</returns>
    private static async Task<(ActionStatus Status, bool HasIt)> OutcomeAsync(DropletStage stage, ReservedIpMove run)
    {
        await using var db = stage.OpenDb();
        var ip = await db.ReservedIps.SingleAsync(r => r.Id == run.ReservedIpId, Ct);
        Assert.False(ip.Locked);
        return ((await db.Actions.SingleAsync(a => a.Id == run.ActionId, Ct)).Status, ip.DropletId == run.DropletId);
    }
}
