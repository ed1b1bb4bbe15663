using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class AccountTransferMapping : IEntityTypeConfiguration<AccountTransfer>
{
    public void Configure(EntityTypeBuilder<AccountTransfer> builder)
    {
        builder.ToTable("account_transfers", table =>
        {
            table.HasCheckConstraint("account_transfers_recipient", "(recipient_email is null) <> (recipient_id is null)");
            table.HasCheckConstraint("account_transfers_ended", "(state = 'pending') = (ended_at is null)");
        });
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.HasIndex(t => new { t.ImageId, t.Id });
        builder.HasIndex(t => new { t.AccountId, t.Id });
        builder.HasIndex(t => t.RecipientEmail).HasFilter("recipient_email is not null");
        builder.HasIndex(t => t.RecipientId).HasFilter("recipient_id is not null");
        builder.HasOne<Image>().WithMany().HasForeignKey(t => t.ImageId);
        builder.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId);
    }
}
