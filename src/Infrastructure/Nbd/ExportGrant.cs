using CloudControl.Domain.Storage;
using Npgsql;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>For whom a volume is exported, and how. A droplet reads and writes what it holds; what nobody holds can only be read.</summary>
/// <param name="Droplet">The droplet that holds it; null for an image and for a volume's snapshot.</param>
public sealed record ExportGrant(long? Droplet)
{
    /// <summary>The bytes of an image and of a snapshot never change: droplets are made from them.</summary>
    public bool IsReadOnly => Droplet is null;

    /// <summary>
    /// The volumes of a host that are exported now, as the database says: a droplet's own disk while it has it, a block volume while it is
    /// attached, an image's and a snapshot's bytes while they are whole and wanted, or still being copied.
    /// </summary>
    private const string Granted =
        """
        select v.id, coalesce(d.id, b.droplet_id)
        from volumes v
        left join droplets d on d.id = v.droplet_id and d.volume_id = v.id and d.status <> 'destroyed'
        left join block_volumes b on b.id = v.id and b.deleted_at is null
        left join volume_snapshots s on s.id = v.id and s.ready_at is not null and s.deleted_at is null
        left join images i on i.id = v.image_id and i.state = 'available'
          and (i.deleted_at is null or exists (select from volumes copy where copy.source_volume_id = v.id and copy.state = 'ordered'))
        where v.state = 'ready' and num_nonnulls(d.id, b.droplet_id, s.id, i.id) > 0
        """;

    /// <summary>All exports of a host.</summary>
    public static Task<IReadOnlyDictionary<VolumeId, ExportGrant>> OfHostAsync(NpgsqlDataSource database, string hostName, CancellationToken ct) =>
        ReadAsync(database, $"{Granted} and v.host_name = $1", hostName, ct);

    /// <summary>Those among these volumes that are exported.</summary>
    public static Task<IReadOnlyDictionary<VolumeId, ExportGrant>> AmongAsync(
        NpgsqlDataSource database, IEnumerable<VolumeId> volumes, CancellationToken ct) =>
        ReadAsync(database, $"{Granted} and v.id = any($1)", volumes.Select(id => id.Value).ToArray(), ct);

    private static async Task<IReadOnlyDictionary<VolumeId, ExportGrant>> ReadAsync(
        NpgsqlDataSource database, string sql, object argument, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = argument });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var granted = new Dictionary<VolumeId, ExportGrant>();
        while (await rows.ReadAsync(ct))
        {
            granted.Add(new VolumeId(rows.GetGuid(0)), new ExportGrant(await rows.IsDBNullAsync(1, ct) ? null : rows.GetInt64(1)));
        }

        return granted;
    }
}
