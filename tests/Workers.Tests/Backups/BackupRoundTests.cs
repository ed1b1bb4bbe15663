using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Images;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Testing;
using CloudControl.Workers.Backups;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.Tests.Laws;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Workers.Tests.Backups;

public sealed class BackupRoundTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 4, 7, 0, 0, TimeSpan.Zero);
    private static readonly BackupPolicy DailyAtEight = new(BackupPlan.Daily, null, 8);

    private readonly FakeTimeProvider clock = new(Morning);
    private DropletStage stage = null!;
    private ServiceProvider worker = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private BackupRound Round => worker.GetRequiredService<BackupRound>();

    public async ValueTask InitializeAsync()
    {
        var connectionString = await database.CloneAsync(Ct);
        stage = await DropletStage.SetAsync(connectionString, Ct);
        await stage.ProvisionAsync(Ct);
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddPersistence(connectionString)
            .AddRuns(new RunOptions()).AddPipelineEngine().AddSingleton<BackupRound>();
        await stage.AddServicesAsync(services);
        worker = services.BuildServiceProvider();
    }

    [Fact]
    public async Task A_backup_is_taken_once_in_its_window_and_deleted_when_its_time_is_over()
    {
        await ChangeAsync(droplet => droplet.EnableBackups(DailyAtEight, clock.GetUtcNow()));
        await Round.RunAsync(Ct);
        Assert.Empty(await ImagesAsync());

        clock.Advance(TimeSpan.FromHours(1));
        await Round.RunAsync(Ct);
        await Round.RunAsync(Ct);
        await DriveAllAsync();
        var backup = Assert.Single(await ImagesAsync());
        Assert.True(backup is { Kind: ImageKind.Backup, State: ImageState.Available, Name: "web-1 2026-03-04", SizeBytes: > 0, DeletedAt: null });
        Assert.Equal(Morning.AddDays(1).AddHours(1), (await DropletAsync()).NextBackupAt);

        await ChangeAsync(droplet => droplet.DisableBackups());
        clock.Advance(TimeSpan.FromDays(BackupPolicy.DailyRetentionDays) - TimeSpan.FromMinutes(1));
        await Round.RunAsync(Ct);
        Assert.Null(Assert.Single(await ImagesAsync()).DeletedAt);

        clock.Advance(TimeSpan.FromMinutes(1));
        await Round.RunAsync(Ct);
        await DriveAllAsync();
        Assert.NotNull(Assert.Single(await ImagesAsync()).DeletedAt);
        await using var db = Open();
        Assert.Equal(VolumeState.Released, (await db.Volumes.SingleAsync(v => v.ImageId == backup.Id, Ct)).State);
        Assert.Equal(ScrubOutcome.Scrubbed, (await db.ScrubReceipts.SingleAsync(r => r.ImageId == backup.Id, Ct)).Outcome);
        Assert.Empty(await stage.AfterSuccess.ViolationsAsync(Ct));
    }

    [Fact]
    public async Task A_backup_waits_for_what_is_going_on_with_the_droplet()
    {
        await ChangeAsync(droplet =>
        {
            droplet.EnableBackups(DailyAtEight, clock.GetUtcNow());
            Assert.True(droplet.BeginEvent().IsOk);
        });
        clock.Advance(TimeSpan.FromHours(2));
        await Round.RunAsync(Ct);
        Assert.Empty(await ImagesAsync());

        await ChangeAsync(droplet => droplet.EndEvent());
        await Round.RunAsync(Ct);
        Assert.Single(await ImagesAsync());
    }

    [Fact]
    public async Task A_backup_without_room_is_tried_until_its_window_closes_and_then_says_so()
    {
        await ChangeAsync(droplet => droplet.EnableBackups(DailyAtEight, clock.GetUtcNow()));
        await using (var db = Open())
        {
            await db.Hosts.ExecuteUpdateAsync(set => set.SetProperty(h => h.HeldExtents, h => h.TotalExtents), Ct);
        }

        clock.Advance(TimeSpan.FromHours(2));
        await Round.RunAsync(Ct);
        Assert.Equal(Morning.AddHours(1), (await DropletAsync()).NextBackupAt);

        clock.Advance(TimeSpan.FromHours(4));
        await Round.RunAsync(Ct);
        await using var after = Open();
        var action = await after.Actions.SingleAsync(a => a.Type == ActionTypes.Backup, Ct);
        Assert.Equal((ActionStatus.Errored, "no_room_to_snapshot"), (action.Status, action.ErrorCode));
        Assert.True(await DropletAsync() is { Locked: false } droplet && droplet.NextBackupAt == Morning.AddDays(1).AddHours(1));
    }

    public async ValueTask DisposeAsync()
    {
        await worker.DisposeAsync();
        await stage.DisposeAsync();
    }

    private CloudControlDb Open() => worker.GetRequiredService<IDbContextFactory<CloudControlDb>>().CreateDbContext();

    private async Task ChangeAsync(Action<Droplet> change)
    {
        await using var db = Open();
        change(await db.Droplets.SingleAsync(d => d.Id == stage.Droplet, Ct));
        await db.SaveChangesAsync(Ct);
    }

    private async Task<Droplet> DropletAsync()
    {
        await using var db = Open();
        return await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == stage.Droplet, Ct);
    }

    private async Task<IReadOnlyList<Image>> ImagesAsync()
    {
        await using var db = Open();
        return await db.Images.AsNoTracking().Where(i => i.Source == ImageSource.Volume).ToListAsync(Ct);
    }

    private async Task DriveAllAsync()
    {
        await using var db = Open();
        foreach (var run in await db.Runs.Where(r => r.EndedAt == null).Select(r => r.Id).ToListAsync(Ct))
        {
            await worker.GetRequiredService<IRunDriver>().DriveAsync(run, Ct);
        }
    }
}
