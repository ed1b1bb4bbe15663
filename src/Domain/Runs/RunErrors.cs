namespace CloudControl.Domain.Runs;

public sealed record RunNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

/// <summary>There is nothing to hurry: a worker has it, or it has ended.</summary>
public sealed record RunNotWaiting() : Error(ErrorFamily.Conflict, "The run is being driven or has ended; only a run that waits can be tried again.");

/// <summary>It may still end by itself.</summary>
public sealed record RunNotStuck() : Error(ErrorFamily.Conflict, "Only a stuck run that no worker is driving can be abandoned.");

/// <summary>What a customer is told of an action whose run an operator gave up.</summary>
public sealed record Abandoned() : Error(ErrorFamily.Unavailable, "Something went wrong on our side, and an operator ended the action.");

/// <summary>No such filter.</summary>
public sealed record RunStateUnknown() : Error(ErrorFamily.Invalid, "state must be stuck, waiting or running.");
