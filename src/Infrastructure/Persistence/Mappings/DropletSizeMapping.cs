using CloudControl.Domain.Sizes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class DropletSizeMapping : IEntityTypeConfiguration<DropletSize>
{
    public void Configure(EntityTypeBuilder<DropletSize> builder)
    {
        builder.ToTable("sizes", table => table.HasCheckConstraint("sizes_positive", "memory_mib > 0 and vcpus > 0 and disk_gib > 0"));
        builder.HasKey(s => s.Slug);
        builder.Ignore(s => s.Disk);
        builder.Property(s => s.TransferTb).HasPrecision(10, 1);
        builder.Property(s => s.PriceMonthly).HasPrecision(10, 1);
        builder.Property(s => s.PriceHourly).HasPrecision(10, 5);
    }
}
