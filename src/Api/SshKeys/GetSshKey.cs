using CloudControl.Api.Http;
using CloudControl.Domain.SshKeys;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.SshKeys;

/// <summary>GET /v2/account/keys/{id or fingerprint}.</summary>
public static class GetSshKey
{
    public static async Task<Results<Ok<SshKeyResponse>, ErrorResult>> HandleAsync(
        string keyId, Caller caller, CloudControlDb db, CancellationToken ct) =>
        await db.SshKeys.Of(caller.AccountId).FindAsync(keyId, ct) is { } key
            ? TypedResults.Ok(new SshKeyResponse(SshKeyView.Of(key)))
            : new ErrorResult(new SshKeyNotFound());
}
