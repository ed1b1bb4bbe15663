using CloudControl.Domain.Accounts;
using CloudControl.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class WebhookMapping : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks", table =>
        {
            table.HasCheckConstraint("webhooks_rotation", "(former_secret is null) = (former_secret_until is null)");
            table.HasCheckConstraint("webhooks_disabled", "enabled = (disabled_at is null)");
        });
        builder.HasKey(w => w.Id);
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Url).HasMaxLength(Webhook.MaximumUrlLength);
        builder.HasIndex(w => w.AccountId);
        builder.HasOne<Account>().WithMany().HasForeignKey(w => w.AccountId);
    }
}
