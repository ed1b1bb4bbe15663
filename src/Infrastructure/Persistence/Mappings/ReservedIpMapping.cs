using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.ReservedIps;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class ReservedIpMapping : IEntityTypeConfiguration<ReservedIp>
{
    public void Configure(EntityTypeBuilder<ReservedIp> builder)
    {
        builder.ToTable("reserved_ips", table =>
            table.HasCheckConstraint("reserved_ips_released", "released_at is null or (droplet_id is null and not locked)"));
        builder.HasKey(ip => ip.Id);
        builder.Property(ip => ip.Id).ValueGeneratedNever();
        builder.Ignore(ip => ip.Number);

        // One account has an address at one time, and a droplet one reserved address.
        builder.HasIndex(ip => ip.Address).IsUnique().HasFilter("released_at is null");
        builder.HasIndex(ip => ip.DropletId).IsUnique().HasFilter("droplet_id is not null");
        builder.HasIndex(ip => new { ip.AccountId, ip.ReservedAt }).HasFilter("released_at is null");
        builder.HasOne<AddressGrant>().WithMany().HasForeignKey(ip => new { ip.RegionSlug, ip.Address });
        builder.HasOne<Account>().WithMany().HasForeignKey(ip => ip.AccountId);
        builder.HasOne<Droplet>().WithMany().HasForeignKey(ip => ip.DropletId);
    }
}
