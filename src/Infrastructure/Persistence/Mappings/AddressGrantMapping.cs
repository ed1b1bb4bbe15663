using CloudControl.Domain.Droplets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class AddressGrantMapping : IEntityTypeConfiguration<AddressGrant>
{
    public void Configure(EntityTypeBuilder<AddressGrant> builder)
    {
        builder.ToTable("addresses", table =>
            table.HasCheckConstraint("addresses_one_holder", "not reserved or (droplet_id is null and kind = 'public')"));
        builder.HasKey(a => new { a.Pool, a.Address });
        builder.HasIndex(a => new { a.Pool, a.Ordinal }).IsUnique();
        builder.HasIndex(a => new { a.DropletId, a.Kind }).IsUnique().HasFilter("droplet_id is not null");
        builder.HasOne<Droplet>().WithMany().HasForeignKey(a => a.DropletId);
    }
}
