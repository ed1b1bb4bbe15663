using CloudControl.Domain;

namespace CloudControl.Api.Waiting;

/// <summary>The wait that was asked for is none.</summary>
public sealed record WaitOutOfRange()
    : Error(ErrorFamily.Invalid, $"wait must be a whole number of seconds from 1 to {WaitingLimits.LongestWaitSeconds}.");

/// <summary>Too many are waiting already.</summary>
public sealed record TooManyWaiting() : Error(ErrorFamily.TooMany, "Too many requests are waiting already; ask without wait, or later.");
