using System.Globalization;
using CloudControl.Api.Http.Json;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;
using CloudControl.Domain.SshKeys;
using CloudControl.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.SshKeys;

/// <summary>The keys an order names: by id, by an id in quotes (Ansible, libcloud) or by fingerprint.</summary>
internal static class RequestedSshKeys
{
    /// <returns>Their lines, in the order asked for and each once; or <see cref="SshKeysUnknown"/>, naming those that are not the account's.</returns>
    public static async Task<Result<IReadOnlyList<string>>> FindAsync(
        IReadOnlyList<LooseText>? requested, AccountId account, CloudControlDb db, CancellationToken ct)
    {
        var names = (requested ?? []).Select(key => LooseText.Said(key)).OfType<string>().Distinct().ToList();
        if (names.Count == 0)
        {
            return Array.Empty<string>();
        }

        var ids = names.Select(IdOf).OfType<SshKeyId>().ToList();
        var keys = await db.SshKeys.Of(account).AsNoTracking().Where(k => ids.Contains(k.Id) || names.Contains(k.Fingerprint)).ToListAsync(ct);
        var found = names.Select(name => keys.Find(k => k.Fingerprint == name || k.Id == IdOf(name))).ToList();
        var unknown = names.Where((_, index) => found[index] is null).ToList();
        return unknown.Count > 0
            ? new SshKeysUnknown(string.Join(", ", unknown))
            : found.Select(key => key!.PublicKey).Distinct().ToList();
    }

    private static SshKeyId? IdOf(string name) =>
        long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new SshKeyId(id) : null;
}
