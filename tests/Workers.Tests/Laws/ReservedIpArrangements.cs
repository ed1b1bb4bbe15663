using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.ReservedIps.Runs;
using CloudControl.Domain.Runs;
using CloudControl.Infrastructure.Networking;
using CloudControl.Testing.Invariants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.Laws;

public sealed class AssignReservedIpArrangement : IPipelineArrangement
{
    public string Pipeline => ReservedIpRuns.AssignPipeline;

    public Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct) => ReservedIpStage.SetAsync(
        venue, ActionTypes.AssignIp, (ip, droplet, action) => ReservedIpRuns.Assign(ip, droplet, action, ReservedIpStage.Now),
        isAssignedBefore: false, ct);
}

public sealed class UnassignReservedIpArrangement : IPipelineArrangement
{
    public string Pipeline => ReservedIpRuns.UnassignPipeline;

    public Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct) => ReservedIpStage.SetAsync(
        venue, ActionTypes.UnassignIp, (ip, droplet, action) => ReservedIpRuns.Unassign(ip, droplet, action, ReservedIpStage.Now),
        isAssignedBefore: true, ct);
}

/// <summary>A droplet's stage with a reserved IP of the same account, which the run to be tried moves.</summary>
internal sealed class ReservedIpStage : IArrangedRun
{
    private readonly DropletStage stage;
    private readonly bool isAssignedBefore;

    private ReservedIpStage(DropletStage stage, bool isAssignedBefore) => (this.stage, this.isAssignedBefore) = (stage, isAssignedBefore);

    public static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public RunId Run => stage.Run;

    public ICleanSlate InAnyCase => stage.InAnyCase;

    public ICleanSlate AfterSuccess => new Slate(stage, stage.AfterSuccess, isAssigned: !isAssignedBefore);

    public ICleanSlate AfterFailure => new Slate(stage, stage.AfterFailure, isAssignedBefore);

    public static async Task<IArrangedRun> SetAsync(
        Venue venue, string type, Func<ReservedIp, Droplet, ResourceAction, PipelineRun> make, bool isAssignedBefore, CancellationToken ct)
    {
        var stage = await DropletStage.SetAsync(venue, ct);
        await stage.ProvisionAsync(ct);
        await using var db = stage.OpenDb();
        var droplet = await db.Droplets.AsNoTracking().SingleAsync(ct);
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            var address = await AddressPool.ReserveAsync(db, DropletStage.Region, ct);
            var reserved = ReservedIp.Reserve(droplet.AccountId, address.Value!, DropletStage.Region, Now);
            if (isAssignedBefore)
            {
                reserved.AssignTo(droplet.Id);
            }

            db.Add(reserved);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        var ip = await db.ReservedIps.AsNoTracking().SingleAsync(ct);
        var action = ResourceAction.Start(
            new ActionId(2), ip.AccountId, type, ResourceTypes.ReservedIp, ip.Number, ip.RegionSlug, token: null, Now);
        await stage.RecordAsync(
            make(ip, droplet, action), ct,
            more => more.Add(action),
            more => Assert.True(more.ReservedIps.Single().BeginEvent().IsOk));
        return new ReservedIpStage(stage, isAssignedBefore);
    }

    public Task AddServicesAsync(IServiceCollection services) => stage.AddServicesAsync(services);

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    private sealed class Slate(DropletStage stage, ICleanSlate clean, bool isAssigned) : ICleanSlate
    {
        public async Task<IReadOnlyList<string>> ViolationsAsync(CancellationToken ct)
        {
            await using var db = stage.OpenDb();
            var ip = await db.ReservedIps.AsNoTracking().SingleAsync(ct);
            DropletId? wanted = isAssigned ? stage.Droplet : null;
            return
            [
                .. await clean.ViolationsAsync(ct),
                .. ip.DropletId == wanted ? Array.Empty<string>() : [$"reserved IP {ip.Address} is droplet {ip.DropletId}'s, which nobody wanted"],
            ];
        }
    }
}
