using CloudControl.Domain.Accounts;
using CloudControl.Domain.Regions;
using CloudControl.Domain.Vpcs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class VpcMapping : IEntityTypeConfiguration<Vpc>
{
    public void Configure(EntityTypeBuilder<Vpc> builder)
    {
        builder.ToTable("vpcs");
        builder.HasKey(v => v.Id);
        builder.Property(v => v.Id).ValueGeneratedNever();
        builder.Ignore(v => v.Range);
        builder.Property(v => v.Name).HasMaxLength(Vpc.MaximumNameLength);
        builder.Property(v => v.Description).HasMaxLength(Vpc.MaximumDescriptionLength);
        builder.HasIndex(v => new { v.AccountId, v.Name }).IsUnique().HasFilter("deleted_at is null");
        builder.HasIndex(v => new { v.AccountId, v.RegionSlug }, UniqueIndexes.DefaultVpcOfRegion).IsUnique()
            .HasFilter("is_default and deleted_at is null");
        builder.HasOne<Account>().WithMany().HasForeignKey(v => v.AccountId);
        builder.HasOne<Region>().WithMany().HasForeignKey(v => v.RegionSlug);
    }
}
