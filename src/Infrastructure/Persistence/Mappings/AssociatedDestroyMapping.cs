using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class AssociatedDestroyMapping : IEntityTypeConfiguration<AssociatedDestroy>
{
    public void Configure(EntityTypeBuilder<AssociatedDestroy> builder)
    {
        builder.ToTable("associated_destroys");
        builder.HasKey(d => d.DropletId);
        builder.Property(d => d.DropletId).ValueGeneratedNever();
        builder.OwnsMany(d => d.Resources, resource => resource.ToJson("resources"));
        builder.HasOne<Droplet>().WithOne().HasForeignKey<AssociatedDestroy>(d => d.DropletId);
        builder.HasOne<Account>().WithMany().HasForeignKey(d => d.AccountId);
    }
}
