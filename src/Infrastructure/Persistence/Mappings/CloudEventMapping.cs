using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class CloudEventMapping : IEntityTypeConfiguration<CloudEvent>
{
    /// <summary>
    /// The transaction that wrote the event: what orders the feed (<see cref="Events.EventFeed"/>). Ids are given out before commit, so a
    /// feed in the order of ids would skip an event that commits after a later one.
    /// </summary>
    public const string TransactionId = "TransactionId";

    public void Configure(EntityTypeBuilder<CloudEvent> builder)
    {
        builder.ToTable("events");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).UseIdentityAlwaysColumn();
        builder.Property(e => e.Data).HasColumnType("jsonb");
        builder.Property<ulong>(TransactionId).HasColumnType("xid8").HasDefaultValueSql("pg_current_xact_id()").ValueGeneratedOnAdd();
        builder.HasIndex(e => e.PublicId).IsUnique();
        builder.HasIndex(nameof(CloudEvent.AccountId), TransactionId, nameof(CloudEvent.Id));
        builder.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId);
    }
}
