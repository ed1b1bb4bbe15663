using CloudControl.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class AuditEntryMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        // Append only: a trigger refuses everything else. No reference to the account, whose row the call itself may have locked while
        // its entry is written on another connection.
        builder.ToTable("audit_entries");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Path).HasMaxLength(AuditEntry.MaximumPathLength);
        builder.HasIndex(e => new { e.AccountId, e.At });
        builder.HasIndex(e => e.At);
    }
}
