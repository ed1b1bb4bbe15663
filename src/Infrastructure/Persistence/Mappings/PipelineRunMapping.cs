using CloudControl.Domain.Actions;
using CloudControl.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class PipelineRunMapping : IEntityTypeConfiguration<PipelineRun>
{
    /// <summary>In SQL: the run has not ended.</summary>
    public const string IsOpen = "status in ('forward', 'undoing', 'stuck')";

    public void Configure(EntityTypeBuilder<PipelineRun> builder)
    {
        builder.ToTable("runs", table =>
        {
            table.HasCheckConstraint("runs_lease_is_whole", "(lease_owner is null) = (lease_until is null)");
            table.HasCheckConstraint("runs_ended", "(status in ('done', 'failed')) = (ended_at is not null)");
            table.HasCheckConstraint("runs_ended_unleased", "ended_at is null or lease_owner is null");
            table.HasCheckConstraint("runs_counts", "attempt >= 0 and failures >= 0 and step_index >= 0");
        });
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.State).HasColumnType("jsonb");
        builder.HasIndex(r => new { r.Queue, r.Priority, r.DueAt }, "runs_open_by_queue").HasFilter(IsOpen);
        builder.HasIndex(r => new { r.Subject, r.CreatedAt }, "runs_open_by_subject").HasFilter(IsOpen);
        builder.HasIndex(r => new { r.Queue, r.EndedAt }, "runs_ended_by_queue").HasFilter("ended_at is not null");
        builder.HasIndex(r => r.ActionId);
        builder.HasOne<ResourceAction>().WithMany().HasForeignKey(r => r.ActionId);
    }
}
