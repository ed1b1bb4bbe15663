using CloudControl.Domain.Accounts;
using CloudControl.Domain.Tags;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class TagMapping : IEntityTypeConfiguration<Tag>
{
    public void Configure(EntityTypeBuilder<Tag> builder)
    {
        builder.ToTable("tags");
        builder.HasKey(t => new { t.AccountId, t.FoldedName });
        builder.Property(t => t.Name).HasMaxLength(Tag.MaximumNameLength);
        builder.Property(t => t.FoldedName).HasMaxLength(Tag.MaximumNameLength);
        builder.HasOne<Account>().WithMany().HasForeignKey(t => t.AccountId);
    }
}
