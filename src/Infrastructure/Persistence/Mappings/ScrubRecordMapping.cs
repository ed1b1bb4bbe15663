using CloudControl.Domain.Accounts;
using CloudControl.Domain.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class ScrubRecordMapping : IEntityTypeConfiguration<ScrubRecord>
{
    public void Configure(EntityTypeBuilder<ScrubRecord> builder)
    {
        builder.ToTable("scrub_receipts", table =>
        {
            table.HasCheckConstraint("scrub_receipts_read_back", "outcome <> 'scrubbed' or bytes_verified >= bytes_overwritten");
            table.HasCheckConstraint("scrub_receipts_owner", "num_nonnulls(droplet_id, image_id) <= 1");     // a block volume has the same id
            table.HasCheckConstraint("scrub_receipts_declined_by", "(outcome = 'declined') = (declined_by_token_id is not null)");
        });
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => r.VolumeId).IsUnique();
        builder.HasIndex(r => new { r.AccountId, r.CompletedAt });
        builder.HasOne<Account>().WithMany().HasForeignKey(r => r.AccountId);
    }
}
