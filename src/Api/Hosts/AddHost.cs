using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.Hosts;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using HostEntity = CloudControl.Domain.Hosts.Host;

namespace CloudControl.Api.Hosts;

/// <summary>
/// POST /v2/hosts: records that there is to be a host of this name, answers 201. A worker that accepts it (<c>Storage:AcceptHosts</c>) lays its
/// disk and serves it within a second; until then it has no extents, and nothing is placed on it.
/// </summary>
public static class AddHost
{
    [BodyExample("a host", """{"name": "nyc3-03"}""")]
    public sealed record Request(string? Name);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Name).NotEmpty();
    }

    public static async Task<Results<Created<HostResponse>, ErrorResult>> HandleAsync(
        Request request, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var host = HostEntity.Add(request.Name!, clock.GetUtcNow());
        if (host.Error is { } error)
        {
            return new ErrorResult(error);
        }

        if (!await db.Regions.AnyAsync(r => r.Slug == host.Value!.RegionSlug, ct))
        {
            return new ErrorResult(new HostNameInvalid());
        }

        db.Add(host.Value!);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.Violates(UniqueIndexes.NameOfHost))
        {
            return new ErrorResult(new HostNameTaken());
        }

        return TypedResults.Created((string?)null, new HostResponse(await HostView.ReadAsync(db, host.Value!, clock.GetUtcNow(), ct)));
    }
}
