using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Storage;

namespace CloudControl.Workers.Tests.Laws;

public sealed class CreateDropletArrangement : IPipelineArrangement
{
    public string Pipeline => DropletRuns.CreatePipeline;

    public async Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct) =>
        (await DropletStage.SetAsync(venue, ct)).Expecting(
            afterSuccess: droplet => droplet is { Status: DropletStatus.Active, PublicAddress: not null, PrivateAddress: not null },
            afterFailure: droplet => droplet is { Status: DropletStatus.Destroyed, PublicAddress: null, PrivateAddress: null });
}

/// <summary>What is done to a droplet that is there, and on.</summary>
public abstract class ArrangementOnADroplet(string pipeline) : IPipelineArrangement
{
    protected static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public string Pipeline => pipeline;

    public async Task<IArrangedRun> ArrangeAsync(Venue venue, CancellationToken ct)
    {
        var stage = await DropletStage.SetAsync(venue, ct);
        await stage.ProvisionAsync(ct);
        await BeginAsync(stage, ct);
        return stage;
    }

    protected abstract Task BeginAsync(DropletStage stage, CancellationToken ct);
}

public sealed class DestroyDropletArrangement() : ArrangementOnADroplet(DropletRuns.DestroyPipeline)
{
    protected override Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        stage.Expecting(droplet => droplet is { Status: DropletStatus.Destroyed, PublicAddress: null });
        return stage.BeginAsync(
            ActionTypes.Destroy,
            (_, droplet, action) =>
            {
                droplet.Destroy(Now);
                return Task.FromResult(DropletRuns.Destroy(droplet, action, declined: null, Now));
            },
            ct);
    }
}

public sealed class RebuildDropletArrangement() : ArrangementOnADroplet(DropletRuns.RebuildPipeline)
{
    protected override async Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        var volume = await stage.OrderVolumeAsync(ct);
        VolumeId former = default;
        await stage.BeginAsync(
            ActionTypes.Rebuild,
            (_, droplet, action) =>
            {
                former = droplet.VolumeId;
                return Task.FromResult(DropletRuns.Rebuild(droplet, volume.Id, droplet.ImageId, action, Now));
            },
            ct);
        stage.Expecting(
            afterSuccess: droplet => droplet.Status == DropletStatus.Active && droplet.VolumeId == volume.Id,
            afterFailure: droplet => droplet.Status == DropletStatus.Active && droplet.VolumeId == former);
    }
}

public sealed class PowerOnArrangement() : ArrangementOnADroplet(DropletRuns.PowerOnPipeline)
{
    protected override Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        stage.Expecting(afterSuccess: droplet => droplet.Status == DropletStatus.Active, afterFailure: droplet => droplet.Status == DropletStatus.Off);
        return stage.BeginAsync(
            ActionTypes.PowerOn,
            (_, droplet, action) =>
            {
                droplet.PowerOff();
                return Task.FromResult(DropletRuns.PowerOn(droplet, action, Now));
            },
            ct);
    }
}

public sealed class PowerOffArrangement() : ArrangementOnADroplet(DropletRuns.PowerOffPipeline)
{
    protected override Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        stage.Expecting(droplet => droplet.Status == DropletStatus.Off);
        return stage.BeginAsync(ActionTypes.PowerOff, (_, droplet, action) => Task.FromResult(DropletRuns.PowerOff(droplet, action, Now)), ct);
    }
}

public sealed class ShutdownArrangement() : ArrangementOnADroplet(DropletRuns.ShutdownPipeline)
{
    protected override Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        stage.Expecting(droplet => droplet.Status == DropletStatus.Off);
        return stage.BeginAsync(ActionTypes.Shutdown, (_, droplet, action) => Task.FromResult(DropletRuns.Shutdown(droplet, action, Now)), ct);
    }
}

public sealed class RebootArrangement() : ArrangementOnADroplet(DropletRuns.RebootPipeline)
{
    protected override Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        stage.Expecting(afterSuccess: droplet => droplet.Status == DropletStatus.Active, afterFailure: IsFree);
        return stage.BeginAsync(ActionTypes.Reboot, (_, droplet, action) => Task.FromResult(DropletRuns.Reboot(droplet, action, Now)), ct);
    }

    /// <summary>On as before or off since then; which of the two depends on how far the run came.</summary>
    internal static bool IsFree(Droplet droplet) => droplet is { Status: DropletStatus.Active or DropletStatus.Off, Locked: false };
}

public sealed class PowerCycleArrangement() : ArrangementOnADroplet(DropletRuns.PowerCyclePipeline)
{
    protected override Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        stage.Expecting(afterSuccess: droplet => droplet.Status == DropletStatus.Active, afterFailure: RebootArrangement.IsFree);
        return stage.BeginAsync(ActionTypes.PowerCycle, (_, droplet, action) => Task.FromResult(DropletRuns.PowerCycle(droplet, action, Now)), ct);
    }
}

public sealed class RenameArrangement() : ArrangementOnADroplet(DropletRuns.RenamePipeline)
{
    protected override Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        stage.Expecting(droplet => droplet is { Name: "web-2", Status: DropletStatus.Active });
        return stage.BeginAsync(ActionTypes.Rename, (_, droplet, action) => Task.FromResult(DropletRuns.Rename(droplet, "web-2", action, Now)), ct);
    }
}

public sealed class ReturnVolumeArrangement() : ArrangementOnADroplet(DropletRuns.ReturnVolumePipeline)
{
    protected override async Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        var volume = await stage.OrderVolumeAsync(ct);
        Assert.True((await stage.Host.CreateSparseVolumeAsync(volume.Id, volume.Disk, volume.CowStore, ct)).IsOk);
        stage.Expecting(droplet => droplet.Status == DropletStatus.Active && droplet.VolumeId != volume.Id);
        await stage.RecordAsync(DropletRuns.ReturnVolume(volume.Id, volume.HostName, new ActionId(1), Now), ct);
    }
}
