using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Api.Http.Json;
using CloudControl.Domain;
using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Tags;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tags;

/// <summary>
/// POST and DELETE /v2/tags/{name}/resources: puts the tag on resources of several kinds, or takes it off. All of them or, when one
/// is not there, none; a second time changes nothing.
/// </summary>
public static class TagResources
{
    /// <summary>Resources in one request.</summary>
    public const int MaximumResources = 200;

    [BodyExample("a droplet and a volume", """{"resources": [{"resource_id": "3164444", "resource_type": "droplet"}, {"resource_id": "0198f3c2-5a7e-7c41-9d0b-3f6a2b8c1d4e", "resource_type": "volume"}]}""")]
    public sealed record Request(IReadOnlyList<ResourceName>? Resources);

    /// <summary>A resource as a request names it. The id is a string in the contract and a number from some clients.</summary>
    public sealed record ResourceName(LooseText? ResourceId, string? ResourceType);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Resources).NotNull().WithMessage("resources must list what is meant.");
            RuleFor(r => r.Resources).Must(list => list is not { Count: > MaximumResources })
                .WithMessage($"At most {MaximumResources} resources can be named at once.");
            RuleForEach(r => r.Resources).Must(name => LooseText.Said(name?.ResourceId) is not null)
                .WithMessage("Every resource needs a resource_id and a resource_type.");
        }
    }

    public static Task<Results<NoContent, ErrorResult>> TagAsync(
        string tagName, Request request, Caller caller, CloudControlDb db, CancellationToken ct) =>
        ChangeAsync(tagName, request, caller, db, AddAsync, ct);

    public static Task<Results<NoContent, ErrorResult>> UntagAsync(
        string tagName, [FromBody] Request request, Caller caller, CloudControlDb db, CancellationToken ct) =>
        ChangeAsync(tagName, request, caller, db, RemoveAsync, ct);

    private static async Task<Results<NoContent, ErrorResult>> ChangeAsync(
        string tagName, Request request, Caller caller, CloudControlDb db, Func<Change, CancellationToken, Task<Error?>> change, CancellationToken ct)
    {
        var groups = Group(request.Resources!);
        if (groups.Error is { } unknown)
        {
            return new ErrorResult(unknown);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);

        // Held until the end, so that nobody deletes the tag and leaves it on what is tagged here.
        var folded = Tag.Fold(tagName);
        var tag = await db.Tags
            .FromSql($"select * from tags where account_id = {caller.AccountId.Value} and folded_name = {folded} for share")
            .AsNoTracking().SingleOrDefaultAsync(ct);
        if (tag is null)
        {
            return new ErrorResult(new TagNotFound());
        }

        foreach (var (kind, ids) in groups.Value!)
        {
            if (await change(new Change(db, tag, kind, ids), ct) is { } error)
            {
                return new ErrorResult(error);
            }
        }

        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    /// <summary>In the kinds' own order, so that two requests at one time lock rows in the same one.</summary>
    private static Result<IReadOnlyList<(TaggableKind Kind, string[] Ids)>> Group(IReadOnlyList<ResourceName> resources)
    {
        if (resources.FirstOrDefault(r => !TaggableKind.All.Any(kind => kind.Type == r.ResourceType)) is { } strange)
        {
            return new ResourceTypeUnknown(strange.ResourceType);
        }

        var groups = new List<(TaggableKind, string[])>();
        foreach (var kind in TaggableKind.All)
        {
            var said = resources.Where(r => r.ResourceType == kind.Type).Select(r => LooseText.Said(r.ResourceId)!).ToList();
            if (said.Find(id => kind.Canonical(id) is null) is { } impossible)
            {
                return new TaggedResourceNotFound(kind.Type, impossible);
            }

            if (said.Count > 0)
            {
                groups.Add((kind, [.. said.Select(id => kind.Canonical(id)!).Distinct()]));
            }
        }

        return groups;
    }

    private static async Task<Error?> AddAsync(Change change, CancellationToken ct)
    {
        var (db, tag, kind, ids) = change;
        var found = await Tagging.FindAsync(db, tag.AccountId, kind, ids, ct);
        if (ids.FirstOrDefault(id => !found.Contains(id)) is { } missing)
        {
            return new TaggedResourceNotFound(kind.Type, missing);
        }

        return await Tagging.AddAsync(db, tag.AccountId, kind, ids, tag.Name, ct) ? null : new TooManyTags(Tagging.MaximumTags);
    }

    /// <summary>What is gone carries no tag, which is what was asked for.</summary>
    private static async Task<Error?> RemoveAsync(Change change, CancellationToken ct)
    {
        await Tagging.RemoveAsync(change.Db, change.Tag.AccountId, change.Kind, change.Ids, change.Tag.Name, ct);
        return null;
    }

    private sealed record Change(CloudControlDb Db, Tag Tag, TaggableKind Kind, string[] Ids);
}
