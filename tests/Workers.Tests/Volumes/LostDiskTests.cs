using CloudControl.Domain.Actions;
using CloudControl.Domain.BlockVolumes.Runs;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Storage;
using CloudControl.Testing;
using CloudControl.Testing.Storage;
using CloudControl.Workers.Tests.Laws;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Workers.Tests.Volumes;

/// <summary>The bytes of a disk or an image are not on their host any more, and the database does not know: what needs them ends all the same.</summary>
public sealed class LostDiskTests(TestDatabase databases) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DropletRuns.PowerOnPipeline, "disk_unavailable")]
    [InlineData(DropletRuns.RebootPipeline, "disk_unavailable")]
    [InlineData(DropletRuns.SnapshotPipeline, "disk_unavailable")]
    [InlineData(DropletRuns.RebuildPipeline, null)]
    [InlineData(DropletRuns.DestroyPipeline, null)]
    [InlineData(ImageRuns.TransferPipeline, "disk_unavailable")]
    [InlineData(BlockVolumeRuns.AttachPipeline, "disk_unavailable")]
    [InlineData(BlockVolumeRuns.DetachPipeline, null)]
    [InlineData(BlockVolumeRuns.ResizePipeline, "volume_gone")]
    [InlineData(BlockVolumeRuns.SnapshotPipeline, "disk_unavailable")]
    [InlineData(BlockVolumeRuns.DestroyPipeline, null)]
    public async Task What_needs_it_ends_and_says_so(string pipeline, string? errorCode)
    {
        var connectionString = await databases.CloneAsync(Ct);
        await using var arranged = await EveryPipeline.ArrangementOf(pipeline).ArrangeAsync(new Venue(connectionString), Ct);
        await LoseAllAsync(arranged);

        var court = LawCourt.Over(arranged, pipeline, connectionString);
        var (run, _) = await court.TryAsync(new Unbent());

        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var db = PersistenceServices.Open(database);
        var action = await db.Actions.AsNoTracking().SingleAsync(a => a.Id == run.ActionId, Ct);
        Assert.Equal((errorCode is null ? ActionStatus.Completed : ActionStatus.Errored, errorCode), (action.Status, action.ErrorCode));
    }

    private static async Task LoseAllAsync(IArrangedRun arranged)
    {
        var services = new ServiceCollection();
        await arranged.AddServicesAsync(services);
        await using var worker = services.BuildServiceProvider();
        var host = worker.GetRequiredService<StorageHosts>()[DropletStage.HostName];
        var there = new List<VolumeId>();
        await foreach (var laid in host.ListVolumesAsync(Ct))
        {
            there.Add(laid.Volume.Id);
        }

        Assert.NotEmpty(there);
        foreach (var id in there)
        {
            await host.DestroyAsync(id);
        }
    }
}
