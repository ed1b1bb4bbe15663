using System.Text.Json.Serialization;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Regions;
using CloudControl.Domain.Actions;

namespace CloudControl.Api.Actions;

/// <summary>
/// An action on the wire. Two members are ours, and absent where they say nothing: <c>scrub</c>, whether a destroy scrubs the disk,
/// and <c>error</c>, why an action errored.
/// </summary>
public sealed record ActionView(
    long Id, string Status, string Type, DateTimeOffset StartedAt, DateTimeOffset? CompletedAt, long? ResourceId, string ResourceType,
    RegionView Region, string RegionSlug,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Scrub,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ActionErrorView? Error)
{
    public static ActionView Of(ResourceAction action, CatalogueSnapshot catalogue) => new(
        action.Id.Value, StatusOf(action.Status), action.Type, action.StartedAt, action.CompletedAt, action.ResourceId, action.ResourceType,
        RegionView.Of(catalogue.Regions[action.RegionSlug], catalogue), action.RegionSlug, action.Scrub, ActionErrorView.Of(action));

    private static string StatusOf(ActionStatus status) => status switch
    {
        ActionStatus.InProgress => "in-progress",
        ActionStatus.Completed => "completed",
        ActionStatus.Errored => "errored",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "the wire knows three statuses"),
    };
}

/// <summary>Why an action errored.</summary>
/// <param name="Code">For machines, such as <c>no_free_extents</c>.</param>
/// <param name="Message">For the customer.</param>
public sealed record ActionErrorView(string Code, string Message)
{
    internal static ActionErrorView? Of(ResourceAction action) =>
        action is { ErrorCode: { } code, ErrorMessage: { } message } ? new ActionErrorView(code, message) : null;
}

/// <summary>One action as every operation on it answers.</summary>
public sealed record ActionResponse(ActionView Action);

/// <summary>A page of actions.</summary>
public sealed record ActionsResponse(IReadOnlyList<ActionView> Actions, Http.ListLinks Links, Http.ListMeta Meta);
