namespace CloudControl.Domain.Hosts;

/// <summary>No such host.</summary>
public sealed record HostNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");
