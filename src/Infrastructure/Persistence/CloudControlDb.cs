using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Audit;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Events;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Idempotency;
using CloudControl.Domain.Images;
using CloudControl.Domain.Regions;
using CloudControl.Domain.ReservedIps;
using CloudControl.Domain.Runs;
using CloudControl.Domain.Sizes;
using CloudControl.Domain.SshKeys;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Tags;
using CloudControl.Domain.Volumes;
using CloudControl.Domain.Vpcs;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Tags;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CloudControl.Infrastructure.Persistence;

/// <summary>The only store of record. One mapping file per table, in <c>Mappings/</c>.</summary>
public sealed class CloudControlDb(DbContextOptions<CloudControlDb> options) : DbContext(options)
{
    /// <summary>The database's own clock, in a query: the one by which workers say that they serve a host.</summary>
    /// <exception cref="InvalidOperationException">Called outside of one.</exception>
    [DbFunction("now", IsBuiltIn = true)]
    public static DateTimeOffset Now() => throw new InvalidOperationException("the database's clock is read in queries");

    private DatabaseFacade? joining;

    /// <summary>Its <c>BeginTransactionAsync</c> may be called inside a transaction: <see cref="JoiningDatabase"/>.</summary>
    public override DatabaseFacade Database => joining ??= new JoiningDatabase(this);

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<ApiToken> Tokens => Set<ApiToken>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<Region> Regions => Set<Region>();

    public DbSet<DropletSize> Sizes => Set<DropletSize>();

    public DbSet<Image> Images => Set<Image>();

    public DbSet<AccountTransfer> AccountTransfers => Set<AccountTransfer>();

    public DbSet<SshKey> SshKeys => Set<SshKey>();

    public DbSet<Host> Hosts => Set<Host>();

    public DbSet<HostExtents> HostExtents => Set<HostExtents>();

    public DbSet<HostFinding> HostFindings => Set<HostFinding>();

    public DbSet<HostDecommission> HostDecommissions => Set<HostDecommission>();

    public DbSet<ExtentCleaning> ExtentCleanings => Set<ExtentCleaning>();

    public DbSet<Droplet> Droplets => Set<Droplet>();

    public DbSet<DropletBelongings> DropletBelongings => Set<DropletBelongings>();

    public DbSet<AssociatedDestroy> AssociatedDestroys => Set<AssociatedDestroy>();

    public DbSet<Tag> Tags => Set<Tag>();

    public DbSet<DropletTag> DropletTags => Set<DropletTag>();

    public DbSet<Vpc> Vpcs => Set<Vpc>();

    public DbSet<AddressGrant> Addresses => Set<AddressGrant>();

    public DbSet<ReservedIp> ReservedIps => Set<ReservedIp>();

    public DbSet<Volume> Volumes => Set<Volume>();

    public DbSet<BlockVolume> BlockVolumes => Set<BlockVolume>();

    public DbSet<VolumeSnapshot> VolumeSnapshots => Set<VolumeSnapshot>();

    public DbSet<ResourceAction> Actions => Set<ResourceAction>();

    public DbSet<PipelineRun> Runs => Set<PipelineRun>();

    public DbSet<StepRecord> RunSteps => Set<StepRecord>();

    public DbSet<ScrubRecord> ScrubReceipts => Set<ScrubRecord>();

    public DbSet<CloudEvent> Events => Set<CloudEvent>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<KeptAnswer> KeptAnswers => Set<KeptAnswer>();

    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(CloudControlDb).Assembly);
        foreach (var sequence in IdBlocks.SequenceNames)
        {
            modelBuilder.HasSequence<long>(sequence).StartsAt(IdBlocks.FirstId).IncrementsBy(IdBlocks.BlockSize);
        }

        SnakeCase.Apply(modelBuilder);
        RefuseCascades(modelBuilder);
    }

    /// <summary>Nothing disappears because something else did, but a webhook's deliveries with their webhook.</summary>
    private static void RefuseCascades(ModelBuilder model)
    {
        foreach (var foreignKey in model.Model.GetEntityTypes().SelectMany(e => e.GetForeignKeys()))
        {
            var cascades = foreignKey.DeclaringEntityType.ClrType == typeof(WebhookDelivery);
            foreignKey.DeleteBehavior = cascades ? DeleteBehavior.Cascade : DeleteBehavior.Restrict;
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => IdConversions.Apply(configurationBuilder);
}
