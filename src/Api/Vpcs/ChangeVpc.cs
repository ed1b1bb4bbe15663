using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Networking;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Vpcs;

/// <summary>
/// PUT and PATCH /v2/vpcs/{id}: another name or description, or the region's default from now on. A PUT needs the name, and without
/// a description there is none; a PATCH leaves alone what it does not mention.
/// </summary>
public static class ChangeVpc
{
    [BodyExample("a new name", """{"name": "innermost", "description": "behind the web", "default": true}""")]
    public sealed record Request(string? Name, string? Description, bool? Default);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).Must(name => name is null || Vpc.IsValidName(name)).WithMessage(new VpcNameInvalid().Message);
            RuleFor(r => r.Description).MaximumLength(Vpc.MaximumDescriptionLength);
        }
    }

    public static Task<Results<Ok<VpcResponse>, ErrorResult>> ReplaceAsync(
        Guid vpcId, Request request, Caller caller, CloudControlDb db, CancellationToken ct) => request.Name is null
        ? Task.FromResult<Results<Ok<VpcResponse>, ErrorResult>>(new ErrorResult(new VpcNameInvalid()))
        : ChangeAsync(vpcId, request with { Description = request.Description ?? "" }, caller, db, ct);

    public static Task<Results<Ok<VpcResponse>, ErrorResult>> PatchAsync(
        Guid vpcId, Request request, Caller caller, CloudControlDb db, CancellationToken ct) => ChangeAsync(vpcId, request, caller, db, ct);

    private static async Task<Results<Ok<VpcResponse>, ErrorResult>> ChangeAsync(
        Guid vpcId, Request request, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var vpcs = await AccountVpcs.LockAsync(db, caller.AccountId, ct);
        if (vpcs.FirstOrDefault(v => v.Id.Value == vpcId) is not { } vpc)
        {
            return new ErrorResult(new VpcNotFound());
        }

        if (Refuse(request, vpc, vpcs) is { } error)
        {
            return new ErrorResult(error);
        }

        vpc.Rename(request.Name ?? vpc.Name);
        vpc.Describe(request.Description ?? vpc.Description);
        if (request.Default == true && !vpc.IsDefault)
        {
            vpcs.SingleOrDefault(v => v.RegionSlug == vpc.RegionSlug && v.IsDefault)?.StopBeingDefault();
            await db.SaveChangesAsync(ct);
            vpc.BecomeDefault();
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new VpcResponse(VpcView.Of(vpc)));
    }

    private static Error? Refuse(Request request, Vpc vpc, IReadOnlyList<Vpc> vpcs) => request switch
    {
        { Default: false } when vpc.IsDefault => new DefaultVpcNotUnset(),
        { Name: { } name } when vpcs.Any(v => v.Name == name && v.Id != vpc.Id) => new VpcNameTaken(),
        _ => null,
    };
}
