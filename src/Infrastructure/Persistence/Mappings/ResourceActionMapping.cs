using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class ResourceActionMapping : IEntityTypeConfiguration<ResourceAction>
{
    public void Configure(EntityTypeBuilder<ResourceAction> builder)
    {
        builder.ToTable("actions", table =>
            table.HasCheckConstraint("actions_ended", "(status = 'in_progress') = (completed_at is null)"));
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();

        // One event at a time for each resource; a destroy may queue up behind it.
        builder.HasIndex(a => new { a.ResourceType, a.ResourceId }, "actions_one_pending")
            .IsUnique().HasFilter("status = 'in_progress' and type <> 'destroy'");
        builder.HasIndex(a => new { a.ResourceType, a.ResourceId, a.Id }, "actions_of_resource");
        builder.HasIndex(a => new { a.VolumeId, a.Id }, "actions_of_volume").HasFilter("volume_id is not null");
        builder.HasIndex(a => new { a.AccountId, a.Id }, "actions_of_account");
        builder.HasOne<Account>().WithMany().HasForeignKey(a => a.AccountId);
    }
}
