using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.Tags;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Tags;

/// <summary>POST /v2/tags: a tag that nothing carries yet. One that exists, in whatever spelling, is a 422.</summary>
public static class CreateTag
{
    [BodyExample("a tag", """{"name": "web"}""")]
    public sealed record Request(string? Name);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Name).Must(Tag.IsValidName).WithMessage(new TagNameInvalid().Message);
    }

    public static async Task<Results<Created<TagResponse>, ErrorResult>> HandleAsync(
        Request request, Caller caller, HttpRequest http, CloudControlDb db, TimeProvider clock, CancellationToken ct)
    {
        var tag = Tag.Create(caller.AccountId, request.Name!, clock.GetUtcNow());
        db.Add(tag);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException exception) when (exception.Violates(UniqueIndexes.TagOfAccount))
        {
            return new ErrorResult(new TagExists(tag.Name));
        }

        return TypedResults.Created((string?)null, new TagResponse(TagView.Of(tag, [], http)));
    }
}
