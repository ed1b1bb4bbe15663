using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class CloudEventMapping : IEntityTypeConfiguration<CloudEvent>
{
    public void Configure(EntityTypeBuilder<CloudEvent> builder)
    {
        builder.ToTable("events");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).UseIdentityAlwaysColumn();
        builder.Property(e => e.Data).HasColumnType("jsonb");
        builder.HasIndex(e => e.PublicId).IsUnique();
        builder.HasIndex(e => new { e.AccountId, e.Position }, "events_position").IsUnique();
        builder.HasIndex(e => new { e.AccountId, e.ResourceType, e.ResourceId, e.Sequence }, "events_sequence").IsUnique();
        builder.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId);
    }
}
