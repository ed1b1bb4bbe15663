using CloudControl.Domain.Accounts;
using CloudControl.Infrastructure.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class TokenBudgetMapping : IEntityTypeConfiguration<TokenBudget>
{
    public void Configure(EntityTypeBuilder<TokenBudget> builder)
    {
        builder.ToTable("token_budgets");
        builder.HasKey(b => b.TokenId);
        builder.Property(b => b.TokenId).ValueGeneratedNever();
        builder.HasOne<ApiToken>().WithOne().HasForeignKey<TokenBudget>(b => b.TokenId);
    }
}
