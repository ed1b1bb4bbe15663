using CloudControl.Domain.Accounts;
using CloudControl.Domain.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class KeptAnswerMapping : IEntityTypeConfiguration<KeptAnswer>
{
    public void Configure(EntityTypeBuilder<KeptAnswer> builder)
    {
        builder.ToTable("kept_answers", table => table.HasCheckConstraint(
            "kept_answers_hashes_are_sha256", "octet_length(key_hash) = 32 and octet_length(request_hash) = 32"));
        builder.HasKey(a => a.KeyHash);
        builder.HasIndex(a => a.KeptAt);     // for the cleaning
        builder.HasOne<Account>().WithMany().HasForeignKey(a => a.AccountId);
    }
}
