using System.Text.Json.Serialization;
using CloudControl.Api.Catalogue;
using CloudControl.Api.Http;
using CloudControl.Api.Regions;
using CloudControl.Domain.Actions;

namespace CloudControl.Api.Actions;

/// <summary>
/// An action on the wire. Four members are ours, and absent where they say nothing: <c>scrub</c>, whether a destroy scrubs the disk,
/// <c>error</c>, why an action errored, <c>progress</c>, how far it is, and <c>waiting</c>, what it waits for.
/// </summary>
public sealed record ActionView(
    long Id, string Status, string Type, DateTimeOffset StartedAt, DateTimeOffset? CompletedAt, long? ResourceId, string ResourceType,
    RegionView Region, string RegionSlug,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Scrub,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ActionErrorView? Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ActionProgressView? Progress,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ActionWaitView? Waiting)
{
    /// <summary>An action as it was ordered; nothing is known of its run yet.</summary>
    public static ActionView Of(ResourceAction action, CatalogueSnapshot catalogue) => Of(action, run: null, detail: null, catalogue);

    /// <summary>An action as this caller sees it: an operator also sees what went wrong in full.</summary>
    public static ActionView Of(WatchedAction watched, Caller caller, CatalogueSnapshot catalogue) =>
        Of(watched.Action, watched.Run, caller.IsOperator ? watched.Run?.Reason : null, catalogue);

    private static ActionView Of(ResourceAction action, RunOfAction? run, string? detail, CatalogueSnapshot catalogue) => new(
        action.Id.Value, StatusOf(action.Status), action.Type, action.StartedAt, action.CompletedAt, action.ResourceId, action.ResourceType,
        RegionView.Of(catalogue.Regions[action.RegionSlug], catalogue), action.RegionSlug, action.Scrub,
        ActionErrorView.Of(action, detail), ActionProgressView.Of(run), ActionWaitView.Of(action, run));

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
/// <param name="Detail">What happened, in full; shown to operators only.</param>
public sealed record ActionErrorView(
    string Code, string Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail)
{
    internal static ActionErrorView? Of(ResourceAction action, string? detail) =>
        action is { ErrorCode: { } code, ErrorMessage: { } message } ? new ActionErrorView(code, message, detail) : null;
}

/// <summary>How far an action is; absent until a worker has begun it.</summary>
/// <param name="StepsDone">Steps done and not undone; shrinks when a failed action is taken back.</param>
/// <param name="StepsTotal">All its steps.</param>
/// <param name="BytesScrubbed">Bytes overwritten so far; absent unless it scrubs.</param>
/// <param name="BytesToScrub">Bytes to overwrite in all; absent unless it scrubs.</param>
public sealed record ActionProgressView(
    int StepsDone, int StepsTotal,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? BytesScrubbed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? BytesToScrub)
{
    internal static ActionProgressView? Of(RunOfAction? run) =>
        run is { StepsTotal: { } total } ? new ActionProgressView(run.StepsDone, total, run.BytesDone, run.BytesTotal) : null;
}

/// <summary>Why an action does not go on at the moment, though nothing is wrong with it.</summary>
/// <param name="Code">For machines: <c>host_away</c>.</param>
/// <param name="Message">For the customer.</param>
public sealed record ActionWaitView(string Code, string Message)
{
    private static readonly ActionWaitView HostAway = new("host_away", "The host this is done on is away at the moment; it goes on when the host is back.");

    internal static ActionWaitView? Of(ResourceAction action, RunOfAction? run) =>
        action.Status == ActionStatus.InProgress && run is { HostIsAway: true } ? HostAway : null;
}

/// <summary>One action as every operation on it answers.</summary>
public sealed record ActionResponse(ActionView Action);

/// <summary>A page of actions.</summary>
public sealed record ActionsResponse(IReadOnlyList<ActionView> Actions, ListLinks Links, ListMeta Meta);
