using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Domain.Images;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.Images;

/// <summary>PUT /v2/images/{id}: what its owner says about an image. What is absent, null or empty stays as it is.</summary>
public static class UpdateImage
{
    [BodyExample("a description", """{"name": "golden", "distribution": "Debian", "description": "as it was before the upgrade"}""")]
    public sealed record Request(string? Name, string? Distribution, string? Description);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).MaximumLength(Image.MaximumTextLength);
            RuleFor(r => r.Description).MaximumLength(Image.MaximumTextLength);
            RuleFor(r => r.Distribution).Must(name => string.IsNullOrEmpty(name) || Distribution.IsKnown(name))
                .WithMessage("The distribution is none that images can be of.");
        }
    }

    public static async Task<Results<Ok<GetImage.Response>, ErrorResult>> HandleAsync(
        string imageId, Request request, Caller caller, CloudControlDb db, Catalogues catalogues, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await db.LockOwnImageAsync(imageId, caller.AccountId, ct);
        if (found.Error is { } error)
        {
            return new ErrorResult(error);
        }

        var image = found.Value!;
        image.Describe(Said(request.Name), Said(request.Distribution), Said(request.Description));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new GetImage.Response(ImageView.Of(image, await catalogues.GetAsync(db, ct))));
    }

    private static string? Said(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
