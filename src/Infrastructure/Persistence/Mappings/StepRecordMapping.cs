using CloudControl.Domain.Runs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class StepRecordMapping : IEntityTypeConfiguration<StepRecord>
{
    public void Configure(EntityTypeBuilder<StepRecord> builder)
    {
        builder.ToTable("run_steps", table => table.HasCheckConstraint("run_steps_times", "times >= 1"));
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).UseIdentityAlwaysColumn();
        builder.Property(s => s.Times).HasDefaultValue(1);
        builder.HasIndex(s => new { s.RunId, s.Id });
        builder.HasOne<PipelineRun>().WithMany().HasForeignKey(s => s.RunId);
    }
}
