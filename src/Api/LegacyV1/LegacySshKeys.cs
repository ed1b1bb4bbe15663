using CloudControl.Api.Http;
using CloudControl.Api.SshKeys;
using CloudControl.Domain.SshKeys;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.LegacyV1;

/// <summary>/ssh_keys and what hangs below it.</summary>
internal static class LegacySshKeys
{
    public static async Task<IResult> ListAsync(Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var keys = await db.SshKeys.Of(caller.AccountId).AsNoTracking().OrderBy(k => k.Id).Take(LegacyRoutes.MaximumListed).ToListAsync(ct);
        return Results.Ok(new { Status = "OK", SshKeys = keys.Select(k => new { Id = k.Id.Value, k.Name }) });
    }

    public static async Task<IResult> GetAsync(string keyId, Caller caller, CloudControlDb db, CancellationToken ct) =>
        await db.SshKeys.Of(caller.AccountId).AsNoTracking().FindAsync(keyId, ct) is { } key
            ? Shown(key.Id.Value, key.Name, key.PublicKey)
            : LegacyAnswers.Of(new SshKeyNotFound());

    public static async Task<IResult> CreateAsync(
        string? name, [FromQuery(Name = "ssh_pub_key")] string? publicKey, Caller caller, CloudControlDb db, IdBlocks ids, TimeProvider clock,
        IValidator<CreateSshKey.Request> validator, CancellationToken ct)
    {
        var request = new CreateSshKey.Request(name, publicKey);
        var outcome = await validator.ValidateAsync(request, ct);
        if (!outcome.IsValid)
        {
            return LegacyAnswers.Of(new RequestRefused(outcome.Errors[0].ErrorMessage));
        }

        var answer = await CreateSshKey.HandleAsync(request, caller, db, ids, clock, ct);
        return answer.Result switch
        {
            Created<SshKeyResponse> { Value.SshKey: { } key } => Shown(key.Id, key.Name, key.PublicKey),
            ErrorResult refused => LegacyAnswers.Of(refused.Error),
            var other => throw new InvalidOperationException($"a key was answered with {other.GetType().Name}"),
        };
    }

    /// <summary>Another name for the key, another key under the name, or both; what is not said stays.</summary>
    public static async Task<IResult> EditAsync(
        string keyId, string? name, [FromQuery(Name = "ssh_pub_key")] string? publicKey, Caller caller, CloudControlDb db,
        IValidator<CreateSshKey.Request> validator, CancellationToken ct)
    {
        if (await db.SshKeys.Of(caller.AccountId).FindAsync(keyId, ct) is not { } key)
        {
            return LegacyAnswers.Of(new SshKeyNotFound());
        }

        var wanted = new CreateSshKey.Request(string.IsNullOrEmpty(name) ? key.Name : name, string.IsNullOrEmpty(publicKey) ? key.PublicKey : publicKey);
        var outcome = await validator.ValidateAsync(wanted, ct);
        if (!outcome.IsValid || key.Replace(wanted.PublicKey!) is not { IsOk: true })
        {
            return LegacyAnswers.Of(outcome.IsValid ? new SshKeyUnreadable() : new RequestRefused(outcome.Errors[0].ErrorMessage));
        }

        key.Rename(wanted.Name!);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.Violates(UniqueIndexes.FingerprintOfAccount))
        {
            return LegacyAnswers.Of(new SshKeyInUse());
        }

        return Shown(key.Id.Value, key.Name, key.PublicKey);
    }

    public static async Task<IResult> DestroyAsync(string keyId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var answer = await DeleteSshKey.HandleAsync(keyId, caller, db, ct);
        return answer.Result is ErrorResult refused ? LegacyAnswers.Of(refused.Error) : Results.Ok(new { Status = "OK" });
    }

    private static IResult Shown(long id, string name, string publicKey) =>
        Results.Ok(new { Status = "OK", SshKey = new { Id = id, Name = name, SshPubKey = publicKey } });
}
