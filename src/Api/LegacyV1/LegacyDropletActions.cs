using CloudControl.Api.Actions;
using CloudControl.Api.Catalogue;
using CloudControl.Api.DropletActions;
using CloudControl.Api.Http;
using CloudControl.Api.Http.Json;
using CloudControl.Domain.Actions;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.LegacyV1;

/// <summary>/droplets/{id}/reboot and its like: each is one of today's droplet actions.</summary>
internal static class LegacyDropletActions
{
    private static readonly HashSet<string> Calls =
    [
        ActionTypes.Reboot, ActionTypes.PowerCycle, ActionTypes.Shutdown, ActionTypes.PowerOff, ActionTypes.PowerOn, ActionTypes.PasswordReset,
        ActionTypes.Resize, ActionTypes.Snapshot, ActionTypes.Restore, ActionTypes.Rebuild, ActionTypes.Rename, ActionTypes.EnableBackups,
        ActionTypes.DisableBackups,
    ];

    public static async Task<IResult> HandleAsync(
        long dropletId, string call, HttpRequest http, Caller caller, CloudControlDb db, DropletOrders orders, Catalogues catalogues,
        CancellationToken ct)
    {
        if (!Calls.Contains(call))
        {
            return Results.NotFound();
        }

        string? Said(string name) => http.Query[name].ToString() is { Length: > 0 } value ? value : null;
        var image = LegacyIds.ImageOf(Said("image_id") ?? Said("image_slug"));
        var request = new DropletActionRequest(
            call, Said("name"), image is null ? null : new LooseText(image), LegacyIds.SizeOf(Said("size_id") ?? Said("size_slug")),
            Disk: null, BackupPolicy: null);
        var answer = await PostDropletAction.HandleAsync(dropletId, request, caller, db, orders, catalogues, ct);
        return answer.Result switch
        {
            Created<ActionResponse> { Value: { } begun } => Results.Ok(new { Status = "OK", EventId = begun.Action.Id }),
            ErrorResult refused => LegacyAnswers.Of(refused.Error),
            var other => throw new InvalidOperationException($"{call} was answered with {other.GetType().Name}"),
        };
    }
}
