using CloudControl.Domain.Accounts;
using CloudControl.Domain.BlockVolumes;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Host = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class VolumeSnapshotMapping : IEntityTypeConfiguration<VolumeSnapshot>
{
    public void Configure(EntityTypeBuilder<VolumeSnapshot> builder)
    {
        builder.ToTable("volume_snapshots", table =>
            table.HasCheckConstraint("volume_snapshots_size", $"size_gib between {BlockVolume.MinimumSizeGib} and {BlockVolume.MaximumSizeGib}"));
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Name).HasMaxLength(VolumeSnapshot.MaximumNameLength);
        builder.Ignore(s => s.Disk);
        builder.HasIndex(s => new { s.AccountId, s.RegionSlug, s.Name }, UniqueIndexes.NameOfVolumeSnapshot)
            .IsUnique().HasFilter("deleted_at is null");
        builder.HasIndex(s => s.SourceVolumeId).HasFilter("deleted_at is null");
        builder.HasIndex(s => s.Tags).HasMethod("gin").HasFilter("deleted_at is null");
        builder.HasOne<Volume>().WithOne().HasForeignKey<VolumeSnapshot>(s => s.Id);
        builder.HasOne<BlockVolume>().WithMany().HasForeignKey(s => s.SourceVolumeId);
        builder.HasOne<Account>().WithMany().HasForeignKey(s => s.AccountId);
        builder.HasOne<Region>().WithMany().HasForeignKey(s => s.RegionSlug);
        builder.HasOne<Host>().WithMany().HasForeignKey(s => s.HostName);
    }
}
