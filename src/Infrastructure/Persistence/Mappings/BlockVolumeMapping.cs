using CloudControl.Domain.Accounts;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class BlockVolumeMapping : IEntityTypeConfiguration<BlockVolume>
{
    public void Configure(EntityTypeBuilder<BlockVolume> builder)
    {
        builder.ToTable("block_volumes", table =>
        {
            table.HasCheckConstraint("block_volumes_size", $"size_gib between {BlockVolume.MinimumSizeGib} and {BlockVolume.MaximumSizeGib}");
            table.HasCheckConstraint("block_volumes_deleted", "deleted_at is null or droplet_id is null");
        });
        builder.HasKey(v => v.Id);
        builder.Property(v => v.Id).ValueGeneratedNever();
        builder.Property(v => v.Name).HasMaxLength(BlockVolumeName.MaximumLength);
        builder.Ignore(v => v.Disk);
        builder.Ignore(v => v.Filesystem);
        builder.HasIndex(v => new { v.AccountId, v.RegionSlug, v.Name }, UniqueIndexes.NameOfBlockVolume)
            .IsUnique().HasFilter("deleted_at is null");
        builder.HasIndex(v => v.DropletId).HasFilter("droplet_id is not null");
        builder.HasIndex(v => v.Tags).HasMethod("gin").HasFilter("deleted_at is null");
        builder.HasOne<Volume>().WithOne().HasForeignKey<BlockVolume>(v => v.Id);
        builder.HasOne<Account>().WithMany().HasForeignKey(v => v.AccountId);
        builder.HasOne<Droplet>().WithMany().HasForeignKey(v => v.DropletId);
        builder.HasOne<Region>().WithMany().HasForeignKey(v => v.RegionSlug);
        builder.HasOne<Host>().WithMany().HasForeignKey(v => v.HostName);
    }
}
