using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Api.ReservedIps;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.ReservedIpActions;

/// <summary>POST /v2/reserved_ips/{address}/actions: begins to assign or unassign it, answers 201 with the action.</summary>
public static class PostReservedIpAction
{
    private const string Assign = "assign";
    private const string Unassign = "unassign";

    /// <param name="Type"><c>assign</c> or <c>unassign</c>.</param>
    /// <param name="DropletId">For an assign: which droplet.</param>
    [BodyExample("assign", """{"type": "assign", "droplet_id": 3164444}""")]
    [BodyExample("unassign", """{"type": "unassign"}""")]
    public sealed record Request(string? Type, long? DropletId);

    public sealed class Validator : AbstractValidator<Request>
    {
        private static readonly string[] Types = [Assign, Unassign];

        public Validator()
        {
            RuleFor(r => r.Type).NotEmpty().WithMessage("type must name an action.");
            RuleFor(r => r.Type).Must(type => Types.Contains(type)).WithMessage($"type must be one of {string.Join(", ", Types)}.");
        }
    }

    public static async Task<Results<Created<ActionResponse>, ErrorResult>> HandleAsync(
        string reservedIp, Request request, Caller caller, CloudControlDb db, ReservedIpOrders orders, Catalogues catalogues, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var action = request.Type == Assign
            ? await orders.AssignAsync(reservedIp, request.DropletId, caller, ct)
            : await orders.UnassignAsync(reservedIp, caller, ct);
        if (action.Error is { } error)
        {
            return new ErrorResult(error);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Created((string?)null, new ActionResponse(ActionView.Of(action.Value!, await catalogues.GetAsync(db, ct))));
    }
}
