using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Droplets.Runs;
using CloudControl.Domain.Images;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Volumes;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Images;
using CloudControl.Infrastructure.Images.Import;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Runs;
using CloudControl.Infrastructure.Storage;
using CloudControl.Infrastructure.Webhooks;
using CloudControl.Testing.Invariants;
using CloudControl.Workers.Hosts;
using CloudControl.Workers.Pipelines;
using CloudControl.Workers.PowerDroplet;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CloudControl.Workers.Tests.Laws;

/// <summary>One account, one simulated host in a file, one droplet, and the run to be tried.</summary>
public sealed class DropletStage : IArrangedRun
{
    public const string HostName = "nyc3-01";
    public const string Region = "nyc3";
    public static readonly ByteSize DropletDisk = ByteSize.FromGiB(1);
    private static readonly ByteSize HostDisk = ByteSize.FromGiB(6);
    private static readonly ImageId Debian = new(100);

    /// <summary>Long enough to have to come back, and no longer: a step looks at the clock, which no law can put forward.</summary>
    private static readonly TimeSpan OffTime = TimeSpan.FromMilliseconds(5);

    /// <summary>Beside the test's binaries, so that templates are made once and not for every run.</summary>
    private static readonly string Images = Path.Combine(AppContext.BaseDirectory, "law-images");

    private readonly List<IAsyncDisposable> owned = [];
    private readonly string folder = Directory.CreateTempSubdirectory("cloudcontrol-law-").FullName;
    private readonly string connectionString;
    private readonly NpgsqlDataSource database;
    private Func<Droplet, bool> afterSuccess = _ => true, afterFailure = _ => true;
    private Func<Image, bool> imageAfterSuccess = _ => true, imageAfterFailure = _ => true;
    private ImageId? expectedImage;
    private SimulatedHost? host;

    private int toMake;

    private DropletStage(Venue venue)
    {
        (connectionString, toMake) = (venue.Database, venue.MadeFirst);
        database = NpgsqlDataSource.Create(connectionString);
    }

    private string ImportFolder => Path.Combine(folder, "imports");

    public RunId Run { get; private set; }

    public ICleanSlate InAnyCase => new Slate(this, _ => true, _ => true);

    public ICleanSlate AfterFailure => new Slate(this, afterFailure, imageAfterFailure);

    public ICleanSlate AfterSuccess => new Slate(this, afterSuccess, imageAfterSuccess);

    public IStorageHost Host => host!;

    public DropletId Droplet { get; private set; }

    /// <summary>Who has the host's volumes open over NBD; whoever drives the stage's runs knows it.</summary>
    public OpenExports Exports { get; } = new();

    public NpgsqlDataSource Database => database;

    public CloudControlDb OpenDb() => PersistenceServices.Open(database);

    /// <summary>A stage with a recorded create, which becomes the run to be tried unless another is recorded.</summary>
    public static Task<DropletStage> SetAsync(string connectionString, CancellationToken ct) => SetAsync(new Venue(connectionString), ct);

    /// <inheritdoc cref="SetAsync(string, CancellationToken)"/>
    public static async Task<DropletStage> SetAsync(Venue venue, CancellationToken ct)
    {
        var stage = new DropletStage(venue);
        await stage.OpenHostAsync();
        var capacity = await stage.Host.GetCapacityAsync(ct);
        var entry = Domain.Hosts.Host.Register(
            HostName, Region, capacity.ExtentBytes, (int)ByteSize.FromKiB(64).Bytes, capacity.TotalExtents, DateTimeOffset.UtcNow);
        await new HostRegister(stage.database, WorkerIdentity.OfThisProcess).EnterAsync(entry, "here", ct);
        await stage.OrderAsync(ct);
        return stage;
    }

    /// <summary>Drives the create to its end, so that there is a droplet, on; unless it is to wait (<see cref="Venue.MadeFirst"/>).</summary>
    public Task ProvisionAsync(CancellationToken ct) => DriveAsync(Run, ct);

    /// <summary>Drives a recorded run until it is done; unless it is to wait.</summary>
    public async Task DriveAsync(RunId run, CancellationToken ct)
    {
        if (toMake-- <= 0)
        {
            return;
        }

        var services = new ServiceCollection().AddLogging().AddPersistence(connectionString).AddRuns(new RunOptions()).AddPipelineEngine();
        await AddServicesAsync(services);
        await using var worker = services.BuildServiceProvider();
        await worker.GetRequiredService<IRunDriver>().DriveAsync(run, ct);
        await using var db = OpenDb();
        Assert.Equal(RunStatus.Done, (await db.Runs.AsNoTracking().SingleAsync(r => r.Id == run, ct)).Status);
    }

    /// <summary>Begins an action on the droplet and records the run that carries it out, as the API does.</summary>
    /// <param name="type">The action.</param>
    /// <param name="record">Changes rows and makes the run.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task BeginAsync(string type, Func<CloudControlDb, Droplet, ResourceAction, Task<PipelineRun>> record, CancellationToken ct)
    {
        await using var db = PersistenceServices.Open(database);
        var droplet = await db.Droplets.SingleAsync(d => d.Id == Droplet, ct);
        OrderRefusedException.ThrowIf(type == ActionTypes.Destroy ? null : droplet.BeginEvent().Error);
        var action = ActionOn(droplet, type, id: 2);
        db.Add(action);
        var run = await record(db, droplet, action);
        db.Add(run);
        await db.SaveChangesAsync(ct);
        Run = run.Id;
    }

    /// <summary>Records a run that nobody's action waits for, with what changes in the same transaction.</summary>
    public async Task RecordAsync(PipelineRun run, CancellationToken ct, params Action<CloudControlDb>[] changes)
    {
        await using var db = PersistenceServices.Open(database);
        Array.ForEach(changes, change => change(db));
        db.Add(run);
        await db.SaveChangesAsync(ct);
        Run = run.Id;
    }

    /// <summary>Orders a further volume for the droplet, its extents held.</summary>
    public async Task<Volume> OrderVolumeAsync(CancellationToken ct)
    {
        await using var db = PersistenceServices.Open(database);
        var volume = await OrderVolumeAsync(db, await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == Droplet, ct), VolumeId.New(), ct);
        await db.SaveChangesAsync(ct);
        return volume;
    }

    /// <summary>Files that a fetch left behind.</summary>
    public IReadOnlyList<string> Fetched => Directory.Exists(ImportFolder) ? Directory.GetFiles(ImportFolder) : [];

    /// <summary>Takes what the steps need as long as the stage stands.</summary>
    public void Own(IAsyncDisposable needed) => owned.Add(needed);

    /// <summary>Takes the room for a larger disk, as the API does when a resize is ordered.</summary>
    public static async Task GrowVolumeAsync(CloudControlDb db, VolumeId id, ByteSize disk, CancellationToken ct)
    {
        var account = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == HostName, ct);
        var volume = await db.Volumes.SingleAsync(v => v.Id == id, ct);
        Assert.True(await ExtentAccount.TryGrowAsync(db, volume, account, disk, ct));
    }

    /// <summary>As <see cref="Expecting"/>, of an image.</summary>
    public void ExpectingImage(ImageId id, Func<Image, bool> afterSuccess, Func<Image, bool>? afterFailure = null) =>
        (expectedImage, imageAfterSuccess, imageAfterFailure) = (id, afterSuccess, afterFailure ?? (_ => true));

    /// <summary>What the run is for, and what is as before when it failed; beside the clean slate.</summary>
    public DropletStage Expecting(Func<Droplet, bool> afterSuccess, Func<Droplet, bool>? afterFailure = null)
    {
        (this.afterSuccess, this.afterFailure) = (afterSuccess, afterFailure ?? (_ => true));
        return this;
    }

    public async Task AddServicesAsync(IServiceCollection services)
    {
        await OpenHostAsync();
        var hosts = new StorageHosts();
        hosts.Add(HostName, Host);
        services.AddSingleton(hosts).AddSingleton(Exports).AddSingleton(new RestartOptions { OffTime = OffTime })
            .AddImages(new ImageOptions { Folder = Images, ImportFolder = ImportFolder })
            .AddReceiverGuard(new ReceiverOptions { AllowedRanges = ["127.0.0.1/32"] }).AddImageImports()
            .AddDropletPipelines().AddVolumePipelines();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var needed in owned)
        {
            await needed.DisposeAsync();
        }

        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Opens the host as a new process would: from its file alone.</summary>
    private async Task OpenHostAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        host = await SimulatedHost.OpenOrCreateAsync(
            new SimulatedHostOptions { Name = HostName, Path = Path.Combine(folder, "pv.img"), DiskBytes = HostDisk }, CancellationToken.None);
    }

    private async Task OrderAsync(CancellationToken ct)
    {
        await using var db = PersistenceServices.Open(database);
        var account = Account.Open("Ada", "ada@example.com", DateTimeOffset.UtcNow);
        var volume = VolumeId.New();
        var vpc = Vpc.Create(account.Id, Region, "net", "", new AddressRange("10.103.0.0", 20), isDefault: true, DateTimeOffset.UtcNow);
        var order = new DropletOrder(
            account.Id, "web-1", Region, "s-1vcpu-1gb", 1024, 1, (int)(DropletDisk.Bytes >> 30), Debian, HostName, ["ssh-ed25519 AAAA ada"], "#!/bin/sh\n",
            [], [], vpc, Scrub: true, PublicNetworking: true);
        var droplet = Domain.Droplets.Droplet.Order(new DropletId(1), volume, order, DateTimeOffset.UtcNow);
        var action = ActionOn(droplet, ActionTypes.Create, id: 1);
        var run = DropletRuns.Create(droplet, action, DateTimeOffset.UtcNow);
        db.AddRange(account, vpc, droplet, action, run);
        await OrderVolumeAsync(db, droplet, volume, ct);
        await db.SaveChangesAsync(ct);
        (Run, Droplet) = (run.Id, droplet.Id);
    }

    private static async Task<Volume> OrderVolumeAsync(CloudControlDb db, Droplet droplet, VolumeId id, CancellationToken ct)
    {
        var account = await db.Hosts.AsNoTracking().SingleAsync(h => h.Name == HostName, ct);
        var volume = Volume.Order(id, droplet.AccountId, droplet.Id, account, DropletDisk, DateTimeOffset.UtcNow);
        Assert.True(await ExtentAccount.TryTakeAsync(db, volume, ct));
        db.Add(volume);
        return volume;
    }

    private static ResourceAction ActionOn(Droplet droplet, string type, long id) => ResourceAction.Start(
        new ActionId(id), droplet.AccountId, type, ResourceTypes.Droplet, droplet.Id.Value, Region, token: null, DateTimeOffset.UtcNow);

    private sealed class Slate(DropletStage stage, Func<Droplet, bool> expected, Func<Image, bool> expectedOfImage) : ICleanSlate
    {
        public async Task<IReadOnlyList<string>> ViolationsAsync(CancellationToken ct)
        {
            var clean = new CleanSlate(stage.database, new Dictionary<string, IStorageHost> { [HostName] = stage.Host });
            await using var db = PersistenceServices.Open(stage.database);
            var droplet = await db.Droplets.AsNoTracking().SingleAsync(d => d.Id == stage.Droplet, ct);
            var image = await db.Images.AsNoTracking().SingleOrDefaultAsync(i => i.Id == stage.expectedImage, ct);
            return
            [
                .. await clean.ViolationsAsync(ct),
                .. stage.Fetched.Select(file => $"{file} is left in the staging folder"),
                .. expected(droplet) ? Array.Empty<string>() : [$"droplet {droplet.Name} is {droplet.Status} on volume {droplet.VolumeId}, which nobody wanted"],
                .. image is null || expectedOfImage(image) ? Array.Empty<string>() : [$"image {image.Id} is {image.State}, deleted {image.DeletedAt}"],
            ];
        }
    }
}
