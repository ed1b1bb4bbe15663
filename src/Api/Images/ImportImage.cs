using System.Text.Json.Serialization;
using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Document;
using CloudControl.Api.Http;
using CloudControl.Api.Http.Json;
using CloudControl.Domain;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Actions;
using CloudControl.Domain.Images;
using CloudControl.Domain.Images.Runs;
using CloudControl.Domain.Placement;
using CloudControl.Domain.Storage;
using CloudControl.Domain.Tags;
using CloudControl.Domain.Volumes;
using CloudControl.Domain.Webhooks;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.Tags;
using CloudControl.Infrastructure.Webhooks;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CloudControl.Api.Images;

/// <summary>
/// POST /v2/images: orders an image that a worker fetches from a URL, answers 202. The URL is judged here for its owner's sake, and again
/// at every connection for ours. Room for the smallest disk is taken with the order; what more it needs, when its size is known.
/// </summary>
public static class ImportImage
{
    /// <summary>Images of one account that are being fetched, or wait to be.</summary>
    public const int MaximumUnderWay = 5;

    /// <summary>Custom images of one account, those that failed among them.</summary>
    public const int MaximumCustomImages = 200;

    /// <summary>Everything is optional on the wire; what is needed all the same, the validator says.</summary>
    [BodyExample("a qcow2 image", """{"name": "golden", "url": "https://images.example.com/golden.qcow2", "region": "nyc3", "distribution": "Debian", "tags": ["web"]}""")]
    public sealed record Request(
        string? Name, string? Url, string? Region, string? Distribution, string? Description,
        [property: JsonConverter(typeof(LooseListConverter<string>))] IReadOnlyList<string>? Tags);

    public sealed record Response(ImageView Image, ActionLinks Links);

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().WithMessage("name is missing.");
            RuleFor(r => r.Name).MaximumLength(Image.MaximumTextLength);
            RuleFor(r => r.Url).NotEmpty().WithMessage("url is missing.");
            RuleFor(r => r.Region).NotEmpty().WithMessage("region is missing.");
            RuleFor(r => r.Description).MaximumLength(Image.MaximumTextLength);
            RuleFor(r => r.Tags).Must(tags => tags is not { Count: > Tagging.MaximumTags }).WithMessage(new TooManyTags(Tagging.MaximumTags).Message);
            RuleForEach(r => r.Tags).Must(Tag.IsValidName).WithMessage(new TagNameInvalid().Message);
        }
    }

    public static async Task<Results<Accepted<Response>, ErrorResult>> HandleAsync(
        Request request, Caller caller, HttpRequest http, CloudControlDb db, IdBlocks ids, Catalogues catalogues, ReceiverGuard guard,
        TimeProvider clock, CancellationToken ct)
    {
        var catalogue = await catalogues.GetAsync(db, ct);
        if (!catalogue.AvailableRegions.Contains(request.Region))
        {
            return new ErrorResult(new ImageRegionUnknown());
        }

        var judged = await guard.JudgeAsync(request.Url!, ct);
        if (judged.Error is { } refused)
        {
            return new ErrorResult(refused is WebhookUrlRefused { Why: var why } ? new ImageUrlRefused(why) : refused);
        }

        var ordered = await OrderAsync(request, judged.Value!, caller, db, ids, clock.GetUtcNow(), ct);
        return ordered.Value is var (image, action)
            ? TypedResults.Accepted((string?)null, new Response(ImageView.Of(image, catalogue), ActionLinks.Of(http, [action])))
            : new ErrorResult(ordered.Error!);
    }

    private static async Task<Result<Order>> OrderAsync(
        Request request, Uri url, Caller caller, CloudControlDb db, IdBlocks ids, DateTimeOffset now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var tags = await TagRegister.EnsureAsync(db, caller.AccountId, request.Tags ?? [], now, ct);
        if (await CheckLimitsAsync(db, caller.AccountId, ct) is { } reached)
        {
            return reached;
        }

        var hosts = await db.Hosts.AsNoTracking().Where(h => h.RegionSlug == request.Region).ToListAsync(ct);
        var smallest = ByteSize.FromGiB(1);
        if (Placing.Choose(hosts, smallest).Value is not { } host)
        {
            return new NoRoomForImage();
        }

        var image = Image.FromUrl(
            await ids.NextImageIdAsync(ct), caller.AccountId, request.Name!, DistributionOf(request.Distribution), request.Description ?? "", tags, now);
        var volume = Volume.OrderForImage(VolumeId.New(), caller.AccountId, image.Id, host, smallest, source: null, now);
        var action = ResourceAction.Start(
            await ids.NextActionIdAsync(ct), caller.AccountId, ActionTypes.Create, ResourceTypes.Image, image.Id.Value, host.RegionSlug, caller.TokenId, now);
        if (!await ExtentAccount.TryTakeAsync(db, volume, ct))
        {
            return new NoRoomForImage();
        }

        db.AddRange(image, volume, action, ImageRuns.Import(image, url, volume, action, now));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Order(image, action);
    }

    /// <summary>Holds the account's row until the transaction ends.</summary>
    private static async Task<Error?> CheckLimitsAsync(CloudControlDb db, AccountId account, CancellationToken ct)
    {
        await db.LockAccountAsync(account, ct);
        var custom = db.Images.Where(i => i.AccountId == account && i.DeletedAt == null && i.Kind == ImageKind.Custom);
        if (await custom.CountAsync(i => i.State == ImageState.New || i.State == ImageState.Importing, ct) >= MaximumUnderWay)
        {
            return new TooManyImports(MaximumUnderWay);
        }

        return await custom.CountAsync(ct) >= MaximumCustomImages ? new TooManyCustomImages(MaximumCustomImages) : null;
    }

    /// <summary>The contract: "any other value will be accepted but ignored, and Unknown will be used in its place".</summary>
    private static string DistributionOf(string? said) => said is not null && Distribution.IsKnown(said) ? said : Distribution.Unknown;

    private sealed record Order(Image Image, ResourceAction Action);
}
