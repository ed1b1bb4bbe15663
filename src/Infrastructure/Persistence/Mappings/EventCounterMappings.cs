using CloudControl.Infrastructure.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class FeedCounterMapping : IEntityTypeConfiguration<FeedCounter>
{
    public void Configure(EntityTypeBuilder<FeedCounter> builder)
    {
        builder.ToTable("event_feeds");
        builder.HasKey(f => f.AccountId);
        builder.Property(f => f.AccountId).ValueGeneratedNever();
    }
}

internal sealed class SequenceCounterMapping : IEntityTypeConfiguration<SequenceCounter>
{
    public void Configure(EntityTypeBuilder<SequenceCounter> builder)
    {
        builder.ToTable("event_sequences");
        builder.HasKey(s => new { s.AccountId, s.ResourceType, s.ResourceId });
    }
}
