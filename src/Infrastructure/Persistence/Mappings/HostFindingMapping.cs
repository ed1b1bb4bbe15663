using CloudControl.Domain.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class HostFindingMapping : IEntityTypeConfiguration<HostFinding>
{
    public void Configure(EntityTypeBuilder<HostFinding> builder)
    {
        builder.ToTable("host_findings");
        builder.HasKey(f => new { f.HostName, f.Kind, f.Subject });
        builder.HasOne<Host>().WithMany().HasForeignKey(f => f.HostName);
    }
}
