using CloudControl.Domain.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class HostDecommissionMapping : IEntityTypeConfiguration<HostDecommission>
{
    public void Configure(EntityTypeBuilder<HostDecommission> builder)
    {
        builder.ToTable("host_decommissions", table =>
            table.HasCheckConstraint("host_decommissions_free_and_clean", "free_extents = total_extents and dirty_extents = 0"));
        builder.HasKey(d => d.HostName);
        builder.HasOne<Host>().WithOne().HasForeignKey<HostDecommission>(d => d.HostName);
    }
}
