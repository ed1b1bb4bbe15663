using CloudControl.Domain.Accounts;
using CloudControl.Domain.Images;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class ImageMapping : IEntityTypeConfiguration<Image>
{
    public void Configure(EntityTypeBuilder<Image> builder)
    {
        builder.ToTable("images", table =>
        {
            table.HasCheckConstraint("images_min_disk", "min_disk_gib >= 1");
            table.HasCheckConstraint("images_private", "(source = 'volume') = (account_id is not null)");
        });
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Ignore(i => i.IsPublic);
        builder.HasIndex(i => i.Slug).IsUnique().HasFilter("slug is not null and deleted_at is null");
        builder.HasIndex(i => new { i.Source, i.SourceName }).IsUnique().HasFilter("source = 'raw_file' and deleted_at is null");
        builder.HasIndex(i => i.ExpiresAt).HasFilter("expires_at is not null and deleted_at is null");
        builder.HasIndex(i => i.Tags).HasMethod("gin").HasFilter("deleted_at is null");
        builder.HasIndex(i => i.DropletId).HasFilter("droplet_id is not null and deleted_at is null");
        builder.HasIndex(i => i.AccountId).HasFilter("account_id is not null and deleted_at is null");
        builder.HasOne<Account>().WithMany().HasForeignKey(i => i.AccountId);
    }
}
