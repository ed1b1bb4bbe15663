using CloudControl.Domain.Accounts;
using CloudControl.Domain.SshKeys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudControl.Infrastructure.Persistence.Mappings;

internal sealed class SshKeyMapping : IEntityTypeConfiguration<SshKey>
{
    public void Configure(EntityTypeBuilder<SshKey> builder)
    {
        builder.ToTable("ssh_keys");
        builder.HasKey(k => k.Id);
        builder.Property(k => k.Id).ValueGeneratedNever();
        builder.HasIndex(k => new { k.AccountId, k.Fingerprint }).IsUnique();
        builder.HasOne<Account>().WithMany().HasForeignKey(k => k.AccountId);
    }
}
