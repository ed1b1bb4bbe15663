using CloudControl.Api.Http;
using CloudControl.Domain.SshKeys;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.SshKeys;

/// <summary>DELETE /v2/account/keys/{id or fingerprint}: forgets the key. Droplets that have it keep it.</summary>
public static class DeleteSshKey
{
    public static async Task<Results<NoContent, ErrorResult>> HandleAsync(string keyId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.SshKeys.Of(caller.AccountId).AsNoTracking().FindAsync(keyId, ct) is not { } key)
        {
            return new ErrorResult(new SshKeyNotFound());
        }

        // Not through the change tracker: somebody else may delete it at the same time, and both got what they asked for.
        await db.SshKeys.Where(k => k.Id == key.Id).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }
}
