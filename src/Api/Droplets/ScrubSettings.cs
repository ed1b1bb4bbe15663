using CloudControl.Domain;
using CloudControl.Domain.Storage;

namespace CloudControl.Api.Droplets;

/// <summary>Section <c>Scrub</c> of the configuration: what the operator lets customers decide.</summary>
public sealed class ScrubSettings
{
    /// <summary>False: every destroy scrubs, and who asks for less is refused.</summary>
    public bool AllowDecline { get; set; } = true;

    /// <summary>Whether what is given up is scrubbed.</summary>
    /// <param name="choice">What this request said.</param>
    /// <param name="policy">
    /// What holds when it said nothing. A policy of "no" from before the operator forbade it does not keep anyone from destroying:
    /// it no longer counts.
    /// </param>
    public Result<bool> Decide(Result<ScrubChoice> choice, bool policy) => choice switch
    {
        { Error: { } error } => error,
        { Value: ScrubChoice.Decline } when !AllowDecline => new DecliningScrubForbidden(),
        { Value: var said } => ScrubFlag.Decide(said, policy || !AllowDecline),
    };
}
