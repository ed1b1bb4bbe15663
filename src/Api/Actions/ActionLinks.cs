using CloudControl.Api.Http;
using CloudControl.Domain.Actions;

namespace CloudControl.Api.Actions;

/// <summary>Where to watch what an answer has begun.</summary>
public sealed record ActionLinks(IReadOnlyList<ActionLink> Actions)
{
    public static ActionLinks Of(HttpRequest request, IEnumerable<ResourceAction> actions) =>
        new([.. actions.Select(action => new ActionLink(action.Id.Value, action.Type, HrefOf(request, action)))]);

    /// <summary>The action's absolute address.</summary>
    public static string HrefOf(HttpRequest request, ResourceAction action) => $"{request.Origin()}/v2/actions/{action.Id}";
}

/// <summary>A link to one action.</summary>
public sealed record ActionLink(long Id, string Rel, string Href);
