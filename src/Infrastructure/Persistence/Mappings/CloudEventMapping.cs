using CloudControl.Domain.Accounts;
using CloudControl.Domain.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class CloudEventMapping : IEntityTypeConfiguration<CloudEvent>
{
    /// <summary>
    /// The transaction that wrote the event. Ids are given out before commit, so a feed that read by id alone would skip an event
    /// that commits after a later one; it reads only what is older than every transaction still open.
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
        builder.HasIndex(e => new { e.AccountId, e.Id });
        builder.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId);
    }
}
