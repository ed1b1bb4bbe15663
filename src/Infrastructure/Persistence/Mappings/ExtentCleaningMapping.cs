using CloudControl.Domain.Hosts;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class ExtentCleaningMapping : IEntityTypeConfiguration<ExtentCleaning>
{
    public void Configure(EntityTypeBuilder<ExtentCleaning> builder)
    {
        builder.ToTable("extent_cleanings", table =>
        {
            table.HasCheckConstraint("extent_cleanings_extents", "extent_count > 0 and cleaned_extents <= extent_count");
            table.HasCheckConstraint("extent_cleanings_read_back", "bytes_verified >= bytes_overwritten");
            table.HasCheckConstraint("extent_cleanings_ended_with_a_receipt", "ended_at is null or receipt_id is not null");
        });
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => c.HostName, "extent_cleanings_one_at_a_time").IsUnique().HasFilter("ended_at is null");
        builder.HasOne<Host>().WithMany().HasForeignKey(c => c.HostName);
    }
}
