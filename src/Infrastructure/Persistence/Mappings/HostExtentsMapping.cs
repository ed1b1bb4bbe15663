using System.Text.Json;
using System.Text.Json.Serialization;
using CloudControl.Domain.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

/// <summary>A table of its own beside <c>hosts</c>: it is written every second or so, and orders must not wait for that row.</summary>
internal sealed class HostExtentsMapping : IEntityTypeConfiguration<HostExtents>
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public void Configure(EntityTypeBuilder<HostExtents> builder)
    {
        builder.ToTable("host_extents");
        builder.HasKey(m => m.HostName);
        builder.Property(m => m.Runs).HasColumnType("jsonb").HasConversion(
            runs => JsonSerializer.Serialize(runs, Json),
            json => JsonSerializer.Deserialize<List<MapRun>>(json, Json)!,
            new ValueComparer<IReadOnlyList<MapRun>>((a, b) => a!.SequenceEqual(b!), runs => runs.Count, runs => runs));
        builder.HasOne<Host>().WithOne().HasForeignKey<HostExtents>(m => m.HostName);
    }
}
