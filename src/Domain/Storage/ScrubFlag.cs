namespace CloudControl.Domain.Storage;

/// <summary>
/// What a caller said about scrubbing. The whole product hangs on its default: a flag that is absent, null or empty says nothing,
/// and nothing is never a "no".
/// </summary>
public static class ScrubFlag
{
    /// <summary>
    /// Reads a v2 flag: true or false in any spelling clients use. Null: the caller said nothing, so the policy decides.
    /// An unintelligible flag is an error, never a "no".
    /// </summary>
    public static Result<ScrubChoice> ParseV2(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        null or "" or "null" => ScrubChoice.Unsaid,
        "true" or "1" or "yes" or "on" or "t" or "y" => ScrubChoice.Scrub,
        "false" or "0" or "no" or "off" or "f" or "n" => ScrubChoice.Decline,
        _ => new ScrubFlagUnintelligible(),
    };

    /// <summary>Reads a v1 <c>scrub_data</c>: only <c>0</c> and <c>false</c> decline; everything else, garbage too, scrubs.</summary>
    public static ScrubChoice ParseV1(string? text) => text?.Trim().ToLowerInvariant() switch
    {
        "0" or "false" => ScrubChoice.Decline,
        null or "" => ScrubChoice.Unsaid,
        _ => ScrubChoice.Scrub,
    };

    /// <summary>Whether this destroy scrubs.</summary>
    /// <param name="choice">What the destroy's caller said.</param>
    /// <param name="policy">The droplet's policy, set at its creation; true unless its owner said no.</param>
    public static bool Decide(ScrubChoice choice, bool policy) => choice switch
    {
        ScrubChoice.Scrub => true,
        ScrubChoice.Decline => false,
        _ => policy,
    };
}

/// <summary>A caller's word about scrubbing.</summary>
public enum ScrubChoice
{
    Unsaid,
    Scrub,
    Decline,
}

public sealed record ScrubFlagUnintelligible()
    : Error(ErrorFamily.Invalid, "scrub must be true or false.");

public sealed record DecliningScrubForbidden()
    : Error(ErrorFamily.Invalid, "Declining the scrub is not allowed by this cloud's operator.");
