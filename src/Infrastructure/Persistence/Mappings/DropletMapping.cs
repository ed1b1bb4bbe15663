using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Images;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Sizes;
using CloudControl.Domain.Vpcs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class DropletMapping : IEntityTypeConfiguration<Droplet>
{
    public void Configure(EntityTypeBuilder<Droplet> builder)
    {
        builder.ToTable("droplets", table =>
            table.HasCheckConstraint("droplets_destroyed", "(status = 'destroyed') = (destroyed_at is not null)"));
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Name).HasMaxLength(Droplet.MaximumNameLength);
        builder.Property(d => d.Version).IsRowVersion();
        builder.Ignore(d => d.PrivateRange);
        builder.Ignore(d => d.BackupPolicy);
        builder.HasIndex(d => d.VolumeId).IsUnique();
        builder.HasIndex(d => d.NextBackupAt).HasFilter("next_backup_at is not null and destroyed_at is null");

        // Lists are by account, newest first; the destroyed ones are only history. Counted and paged without a look at any row.
        builder.HasIndex(d => new { d.AccountId, d.Id }).HasFilter("destroyed_at is null");
        builder.HasIndex(d => new { d.AccountId, d.Status, d.Id }).HasFilter("destroyed_at is null");
        builder.HasIndex(d => new { d.AccountId, d.RegionSlug, d.Id }).HasFilter("destroyed_at is null");

        builder.Property<string>(DropletNames.Folded).HasMaxLength(Droplet.MaximumNameLength).HasComputedColumnSql("lower(name)", stored: true);
        builder.HasIndex(nameof(Droplet.AccountId), DropletNames.Folded).HasFilter("destroyed_at is null");
        builder.HasOne<Account>().WithMany().HasForeignKey(d => d.AccountId);
        builder.HasOne<Host>().WithMany().HasForeignKey(d => d.HostName);
        builder.HasOne<Region>().WithMany().HasForeignKey(d => d.RegionSlug);
        builder.HasOne<DropletSize>().WithMany().HasForeignKey(d => d.SizeSlug);
        builder.HasOne<Vpc>().WithMany().HasForeignKey(d => d.VpcId);
        builder.HasOne<Image>().WithMany().HasForeignKey(d => d.ImageId);
    }
}
