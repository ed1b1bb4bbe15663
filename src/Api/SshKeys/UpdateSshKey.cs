using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.SshKeys;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.SshKeys;

/// <summary>PUT /v2/account/keys/{id or fingerprint}: gives the key another name.</summary>
public static class UpdateSshKey
{
    [BodyExample("a new name", """{"name": "desk"}""")]
    public sealed record Request(string? Name);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Name).NotEmpty().MaximumLength(SshKey.MaximumNameLength);
    }

    public static async Task<Results<Ok<SshKeyResponse>, ErrorResult>> HandleAsync(
        string keyId, Request request, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.SshKeys.Of(caller.AccountId).FindAsync(keyId, ct) is not { } key)
        {
            return new ErrorResult(new SshKeyNotFound());
        }

        key.Rename(request.Name!);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(new SshKeyResponse(SshKeyView.Of(key)));
    }
}
