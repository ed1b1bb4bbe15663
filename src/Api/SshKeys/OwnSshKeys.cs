using System.Globalization;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.SshKeys;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.SshKeys;

/// <summary>The caller's keys, by what clients call them.</summary>
public static class OwnSshKeys
{
    public static IQueryable<SshKey> Of(this DbSet<SshKey> keys, AccountId account) => keys.Where(k => k.AccountId == account);

    /// <summary>By id or by fingerprint.</summary>
    public static Task<SshKey?> FindAsync(this IQueryable<SshKey> keys, string idOrFingerprint, CancellationToken ct)
    {
        if (!long.TryParse(idOrFingerprint, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return keys.SingleOrDefaultAsync(k => k.Fingerprint == idOrFingerprint, ct);
        }

        var id = new SshKeyId(number);
        return keys.SingleOrDefaultAsync(k => k.Id == id, ct);
    }
}
