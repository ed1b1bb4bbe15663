using CloudControl.Domain.Hosts;
using CloudControl.Domain.Regions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class HostMapping : IEntityTypeConfiguration<Host>
{
    public void Configure(EntityTypeBuilder<Host> builder)
    {
        builder.ToTable("hosts", table =>
        {
            table.HasCheckConstraint("hosts_extent_account", "held_extents >= 0 and held_extents <= total_extents");
            table.HasCheckConstraint("hosts_geometry", "extent_bytes > 0 and chunk_bytes > 0 and total_extents >= 0");
            table.HasCheckConstraint("hosts_served", "(served_by is null) = (served_until is null)");
        });
        builder.HasKey(h => h.Name);
        builder.HasOne<Region>().WithMany().HasForeignKey(h => h.RegionSlug);
    }
}
