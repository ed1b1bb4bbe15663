using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Tags;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class DropletTagMapping : IEntityTypeConfiguration<DropletTag>
{
    public void Configure(EntityTypeBuilder<DropletTag> builder)
    {
        builder.ToTable("droplet_tags");

        // The only index: it finds what carries a tag, counts it, and has it in the order of lists.
        builder.HasKey(t => new { t.AccountId, t.Tag, t.DropletId });
        builder.Property(t => t.Tag).HasMaxLength(Tag.MaximumNameLength);
    }
}
