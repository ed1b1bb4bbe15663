using System.Text.Json;
using System.Text.Json.Nodes;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain.Droplets;
using CloudControl.Infrastructure.Persistence;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudControl.Api.LegacyV1;

/// <summary>/droplets, /droplets/{id} and /droplets/new.</summary>
internal static class LegacyDroplets
{
    public static async Task<IResult> ListAsync(Caller caller, CloudControlDb db, CancellationToken ct)
    {
        var droplets = await db.Droplets.Of(caller.AccountId).AsNoTracking().OrderBy(d => d.Id).Take(LegacyRoutes.MaximumListed).ToListAsync(ct);
        return Results.Ok(new { Status = "OK", Droplets = droplets.Select(LegacyDropletView.Of) });
    }

    public static async Task<IResult> GetAsync(long dropletId, Caller caller, CloudControlDb db, CancellationToken ct)
    {
        if (await db.Droplets.Of(caller.AccountId).AsNoTracking().FindAsync(dropletId, ct) is not { } droplet)
        {
            return LegacyAnswers.Of(new DropletNotFound());
        }

        return Results.Ok(new { Status = "OK", Droplet = LegacyDropletView.Of(droplet) });
    }

    /// <summary>An order of today, made of the query of then: read, checked and refused as if it had come as JSON.</summary>
    public static async Task<IResult> CreateAsync(
        Caller caller, HttpRequest http, CloudControlDb db, IdBlocks ids, Catalogues catalogues, ScrubSettings scrub, TimeProvider clock,
        IValidator<CreateDroplet.Request> validator, IOptions<JsonOptions> json, CancellationToken ct)
    {
        CreateDroplet.Request request;
        try
        {
            request = Order(http.Query).Deserialize<CreateDroplet.Request>(json.Value.SerializerOptions)!;
        }
        catch (JsonException unreadable)
        {
            return LegacyAnswers.Of(new RequestRefused($"The value of {unreadable.Path?.TrimStart('$', '.')} cannot be used."));
        }

        var outcome = await validator.ValidateAsync(request, ct);
        if (!outcome.IsValid)
        {
            return LegacyAnswers.Of(new RequestRefused(outcome.Errors[0].ErrorMessage));
        }

        var answer = await CreateDroplet.HandleAsync(request, caller, http, db, ids, catalogues, scrub, clock, ct);
        return answer.Result switch
        {
            Accepted<CreateDroplet.Response> { Value: { Droplet: { } droplet } created } => Results.Ok(new
            {
                Status = "OK",
                Droplet = new
                {
                    droplet.Id,
                    droplet.Name,
                    ImageId = LegacyIds.OfImage(droplet.Image.Id),
                    SizeId = LegacyIds.OfSize(droplet.SizeSlug),
                    EventId = created.Links.Actions[0].Id,
                },
            }),
            ErrorResult refused => LegacyAnswers.Of(refused.Error),
            var other => throw new InvalidOperationException($"a create was answered with {other.GetType().Name}"),
        };
    }

    private static JsonObject Order(IQueryCollection query) => new()
    {
        ["name"] = Said(query, "name"),
        ["region"] = LegacyIds.RegionOf(Said(query, "region_id") ?? Said(query, "region_slug")),
        ["size"] = LegacyIds.SizeOf(Said(query, "size_id") ?? Said(query, "size_slug")),
        ["image"] = LegacyIds.ImageOf(Said(query, "image_id") ?? Said(query, "image_slug")),
        ["ssh_keys"] = new JsonArray([.. (Said(query, "ssh_key_ids") ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(id => (JsonNode)id)]),
        ["backups"] = Said(query, "backups_enabled"),
        ["user_data"] = Said(query, "user_data"),
    };

    private static string? Said(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
}
