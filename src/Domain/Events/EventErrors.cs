namespace CloudControl.Domain.Events;

/// <summary>The event asked with is not one of the account's.</summary>
public sealed record EventUnknown(string Id) : Error(ErrorFamily.Invalid, "after names no event that you can see.");
