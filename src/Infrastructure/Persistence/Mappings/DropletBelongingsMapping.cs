using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

/// <summary>
/// Arrays, so that a droplet with all its belongings is one row and asked for with one statement: joined, each kind would multiply the
/// others' rows. Each subquery is a look into an index.
/// </summary>
internal sealed class DropletBelongingsMapping : IEntityTypeConfiguration<DropletBelongings>
{
    public void Configure(EntityTypeBuilder<DropletBelongings> builder)
    {
        builder.HasNoKey();
        builder.ToTable((string?)null);
        builder.ToSqlQuery(
            """
            select d.id as droplet_id, d.image_id,
                   array(select i.id from images i
                         where i.droplet_id = d.id and i.deleted_at is null and i.state = 'available' and i.kind = 'backup' order by i.id) as backup_ids,
                   array(select i.id from images i
                         where i.droplet_id = d.id and i.deleted_at is null and i.state = 'available' and i.kind = 'snapshot' order by i.id) as snapshot_ids,
                   array(select v.id from block_volumes v where v.droplet_id = d.id order by v.id) as volume_ids,
                   (select r.address from reserved_ips r where r.droplet_id = d.id) as reserved_address
            from droplets d
            """);
    }
}
