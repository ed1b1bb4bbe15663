using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.Hosts;
using CloudControl.Domain.Images;
using CloudControl.Domain.Volumes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class VolumeMapping : IEntityTypeConfiguration<Volume>
{
    public void Configure(EntityTypeBuilder<Volume> builder)
    {
        builder.ToTable("volumes", table =>
        {
            table.HasCheckConstraint("volumes_extents", "extent_count > 0 and disk_bytes > 0 and extent_count * extent_bytes > disk_bytes");
            table.HasCheckConstraint("volumes_owner", "num_nonnulls(droplet_id, image_id) <= 1");     // a block volume has the same id
            table.HasCheckConstraint("volumes_released", "(state = 'released') = (released_at is not null)");
        });
        builder.HasKey(v => v.Id);
        builder.Property(v => v.Id).ValueGeneratedNever();
        builder.Ignore(v => v.Disk);
        builder.Ignore(v => v.CowStore);
        builder.HasIndex(v => v.HostName).HasFilter("state <> 'released'");
        builder.HasOne<Account>().WithMany().HasForeignKey(v => v.AccountId);
        builder.HasIndex(v => v.SourceVolumeId).HasFilter("state = 'ordered' and source_volume_id is not null");
        builder.HasOne<Droplet>().WithMany().HasForeignKey(v => v.DropletId);
        builder.HasOne<Image>().WithMany().HasForeignKey(v => v.ImageId);
        builder.HasOne<Host>().WithMany().HasForeignKey(v => v.HostName);
    }
}
