using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using CloudControl.Domain.Storage;
using CloudControl.Infrastructure.Persistence;
using Microsoft.Extensions.Primitives;

namespace CloudControl.Api.LegacyV1;

/// <summary>
/// /droplets/{id}/destroy: the call of 2013. Its <c>scrub_data</c> was off unless it was sent, and one SDK never sent it; later it sent
/// <c>1</c>. Here both end with a scrubbed disk: only <c>0</c> and <c>false</c> decline.
/// </summary>
internal static class LegacyDestroy
{
    public static async Task<IResult> HandleAsync(
        long dropletId, HttpRequest request, Caller caller, CloudControlDb db, IdBlocks ids, ScrubSettings settings, TimeProvider clock,
        CancellationToken ct)
    {
        var destroyed = await Destroying.DestroyAsync(dropletId, ChoiceOf(request.Query["scrub_data"]), caller, db, ids, settings, clock, ct);
        return destroyed.IsOk
            ? Results.Ok(new { Status = "OK", EventId = destroyed.Value.Id.Value })
            : LegacyAnswers.Of(destroyed.Error);
    }

    /// <summary>Whoever says it twice and once did not decline has not declined.</summary>
    internal static ScrubChoice ChoiceOf(StringValues words)
    {
        var choices = words.Select(ScrubFlag.ParseV1).ToList();
        return choices.Count > 0 && choices.TrueForAll(choice => choice == ScrubChoice.Decline)
            ? ScrubChoice.Decline
            : choices.Exists(choice => choice != ScrubChoice.Unsaid) ? ScrubChoice.Scrub : ScrubChoice.Unsaid;
    }
}
