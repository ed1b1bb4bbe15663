using CloudControl.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class WebhookDeliveryMapping : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("webhook_deliveries", table =>
            table.HasCheckConstraint("webhook_deliveries_ended", "(status = 'pending') = (ended_at is null)"));
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.HasIndex(d => new { d.WebhookId, d.EventPublicId }).IsUnique();
        builder.HasIndex(d => d.DueAt).HasFilter("status = 'pending'");
        builder.HasIndex(d => d.EndedAt).HasFilter("status <> 'pending'");    // the oldest are cleaned away
        builder.HasOne<Webhook>().WithMany().HasForeignKey(d => d.WebhookId).OnDelete(DeleteBehavior.Cascade);
    }
}
