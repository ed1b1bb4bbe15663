namespace CloudControl.Api.Http;

/// <summary>What became of one request at the rate limits, as its headers tell it.</summary>
/// <param name="IsAllowed">Whether it may go on.</param>
/// <param name="Limit">Requests in the window that is told of: the hour, or the minute when it is the minute that is full.</param>
/// <param name="Remaining">What is left of it.</param>
/// <param name="ResetsAt">When it ends, in seconds since 1970.</param>
public readonly record struct RateVerdict(bool IsAllowed, int Limit, int Remaining, long ResetsAt);
