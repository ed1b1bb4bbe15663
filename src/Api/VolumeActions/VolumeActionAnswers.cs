using CloudControl.Api.Actions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudControl.Api.VolumeActions;

/// <summary>
/// Which status says that an action on a block volume has begun: 202, as the contract has it and Ansible and libcloud insist. fog
/// (<c>fog-core/…</c>) and droplet_kit (<c>DropletKit/…</c>) take that for an error and insist on 201: no one answer suits all, so those
/// two get theirs. <c>VolumeActions:AnswerCreatedToFogAndDropletKit=false</c> switches it off.
/// </summary>
public sealed class VolumeActionAnswers
{
    private static readonly string[] WantCreated = ["fog-core/", "DropletKit/"];

    /// <summary>False: everybody gets a 202.</summary>
    public bool AnswerCreatedToFogAndDropletKit { get; set; } = true;

    public Results<Accepted<ActionResponse>, Created<ActionResponse>, Http.ErrorResult> Of(HttpRequest request, ActionResponse begun) =>
        AnswerCreatedToFogAndDropletKit && WantCreated.Any(client => request.Headers.UserAgent.ToString().StartsWith(client, StringComparison.Ordinal))
            ? TypedResults.Created((string?)null, begun)
            : TypedResults.Accepted((string?)null, begun);
}
