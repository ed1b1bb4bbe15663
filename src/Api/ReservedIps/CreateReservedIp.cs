using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.ReservedIps;

/// <summary>
/// POST /v2/reserved_ips: an address of a region, or of a droplet's region. It is the account's with the answer, 202; assigning it to the
/// droplet is an action, linked to from the answer.
/// </summary>
public static class CreateReservedIp
{
    /// <param name="DropletId">Which droplet is to have it.</param>
    /// <param name="Region">Where, when no droplet says it.</param>
    [BodyExample("for a droplet", """{"droplet_id": 3164444}""")]
    [BodyExample("for later", """{"region": "nyc3"}""")]
    public sealed record Request(long? DropletId, string? Region);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Region).NotEmpty().When(r => r.DropletId is null).WithMessage("droplet_id or region must say where.");
    }

    public sealed record Response(ReservedIpView ReservedIp, ReservedIpLinks Links);

    /// <summary>The same under its name of before 2022.</summary>
    public sealed record FloatingResponse(ReservedIpView FloatingIp, ReservedIpLinks Links);

    public static async Task<Results<Accepted<Response>, ErrorResult>> HandleAsync(
        Request request, Caller caller, HttpRequest http, CloudControlDb db, ReservedIpOrders orders, Catalogues catalogues, CancellationToken ct)
    {
        var made = await ReserveAsync(request, caller, http, db, orders, catalogues, ct);
        return made.IsOk ? TypedResults.Accepted((string?)null, made.Value) : new ErrorResult(made.Error);
    }

    public static async Task<Results<Accepted<FloatingResponse>, ErrorResult>> FloatingAsync(
        Request request, Caller caller, HttpRequest http, CloudControlDb db, ReservedIpOrders orders, Catalogues catalogues, CancellationToken ct)
    {
        var made = await ReserveAsync(request, caller, http, db, orders, catalogues, ct);
        return made.IsOk
            ? TypedResults.Accepted((string?)null, new FloatingResponse(made.Value.ReservedIp, made.Value.Links))
            : new ErrorResult(made.Error);
    }

    private static async Task<Result<Response>> ReserveAsync(
        Request request, Caller caller, HttpRequest http, CloudControlDb db, ReservedIpOrders orders, Catalogues catalogues, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var made = await orders.ReserveAsync(request, caller, ct);
        if (!made.IsOk)
        {
            return made.Error;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Response(
            ReservedIpView.Unassigned(made.Value.Ip, await catalogues.GetAsync(db, ct)), ReservedIpLinks.Of(http, made.Value));
    }
}
