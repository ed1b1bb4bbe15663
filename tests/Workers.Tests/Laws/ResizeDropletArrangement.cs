using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Sizes;

namespace CloudControl.Workers.Tests.Laws;

public sealed class ResizeDropletArrangement() : ArrangementOnADroplet(DropletRuns.ResizePipeline)
{
    private static readonly DropletSize Larger = DropletSize.Of("s-1vcpu-2gb", 2048, 1, diskGib: 2, 2.0m, 12.0m, 0.01786m, "twice the disk");

    protected override Task BeginAsync(DropletStage stage, CancellationToken ct)
    {
        stage.Expecting(
            afterSuccess: droplet => droplet is { SizeSlug: "s-1vcpu-2gb", MemoryMib: 2048, DiskGib: 2, Status: DropletStatus.Off },
            afterFailure: droplet => droplet is { SizeSlug: "s-1vcpu-1gb", MemoryMib: 1024, DiskGib: 1, Status: DropletStatus.Off });
        return stage.BeginAsync(
            ActionTypes.Resize,
            async (db, droplet, action) =>
            {
                droplet.PowerOff();
                await DropletStage.GrowVolumeAsync(db, droplet.VolumeId, Larger.Disk, ct);
                return DropletRuns.Resize(droplet, Larger, growsDisk: true, action, Now);
            },
            ct);
    }
}
