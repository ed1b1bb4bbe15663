using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.SshKeys;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.SshKeys;

/// <summary>POST /v2/account/keys: registers a public key, answers 201. The same key twice in an account is a 422, as clients expect.</summary>
public static class CreateSshKey
{
    [BodyExample("a key", """{"name": "laptop", "public_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIHZrS9sxYSjKM5dWjjnr7MOCa0gUDZ4nyhBbKcCPqz9 ada@example.com"}""")]
    public sealed record Request(string? Name, string? PublicKey);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().MaximumLength(SshKey.MaximumNameLength);
            RuleFor(r => r.PublicKey).NotEmpty().MaximumLength(SshKey.MaximumPublicKeyLength);
        }
    }

    public static async Task<Results<Created<SshKeyResponse>, ErrorResult>> HandleAsync(
        Request request, Caller caller, CloudControlDb db, IdBlocks ids, TimeProvider clock, CancellationToken ct)
    {
        var key = SshKey.Register(await ids.NextSshKeyIdAsync(ct), caller.AccountId, request.Name!, request.PublicKey!, clock.GetUtcNow());
        if (key.Error is { } error)
        {
            return new ErrorResult(error);
        }

        db.Add(key.Value!);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.Violates(UniqueIndexes.FingerprintOfAccount))
        {
            return new ErrorResult(new SshKeyInUse());
        }

        return TypedResults.Created((string?)null, new SshKeyResponse(SshKeyView.Of(key.Value!)));
    }
}
