using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Vpcs;
using CloudControl.Infrastructure.Networking;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Vpcs;

/// <summary>POST /v2/vpcs: a network of one's own. The first in a region is the region's default.</summary>
public static class CreateVpc
{
    [BodyExample("a network", """{"name": "inner", "region": "nyc3", "ip_range": "10.10.10.0/24", "description": "behind the web"}""")]
    public sealed record Request(string? Name, string? Description, string? Region, string? IpRange);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Region).NotEmpty().WithMessage(new VpcRegionUnknown().Message);
            RuleFor(r => r.Name).NotEmpty().WithMessage(new VpcNameInvalid().Message);
            RuleFor(r => r.Name).Must(Vpc.IsValidName).WithMessage(new VpcNameInvalid().Message);
            RuleFor(r => r.Description).MaximumLength(Vpc.MaximumDescriptionLength);
        }
    }

    public static async Task<Results<Created<VpcResponse>, ErrorResult>> HandleAsync(
        Request request, Caller caller, CloudControlDb db, Catalogues catalogues, TimeProvider clock, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        if (!catalogue.AvailableRegions.Contains(request.Region))
        {
            return new ErrorResult(new VpcRegionUnknown());
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var vpc = Lay(request, caller, await AccountVpcs.LockAsync(db, caller.AccountId, ct), clock.GetUtcNow());
        if (vpc.Error is { } error)
        {
            return new ErrorResult(error);
        }

        db.Add(vpc.Value!);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created((string?)null, new VpcResponse(VpcView.Of(vpc.Value!)));
    }

    private static Result<Vpc> Lay(Request request, Caller caller, IReadOnlyList<Vpc> others, DateTimeOffset now)
    {
        if (others.Count >= Vpc.MaximumPerAccount)
        {
            return new VpcLimitReached();
        }

        if (others.Any(v => v.Name == request.Name))
        {
            return new VpcNameTaken();
        }

        var taken = others.Select(v => v.Range).ToList();
        var range = string.IsNullOrEmpty(request.IpRange) ? PrivateRanges.Generate(taken) : PrivateRanges.Read(request.IpRange, taken);
        return range.Error is { } error
            ? error
            : Vpc.Create(
                caller.AccountId, request.Region!, request.Name!, request.Description ?? "", range.Value,
                isDefault: !others.Any(v => v.RegionSlug == request.Region), now);
    }
}
