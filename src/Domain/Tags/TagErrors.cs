namespace CloudControl.Domain.Tags;

/// <summary>No such tag, or only another account's.</summary>
public sealed record TagNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

/// <summary>Ansible's tag module takes a 422 here for "nothing to change".</summary>
public sealed record TagExists(string Name) : Error(ErrorFamily.Invalid, $"The tag {Name} already exists.");

public sealed record TagNameInvalid() : Error(
    ErrorFamily.Invalid, $"Tags may contain letters, numbers, colons, dashes, and underscores, at most {Tag.MaximumNameLength} of them.");

public sealed record ResourceTypeUnknown(string? Type) : Error(ErrorFamily.Invalid, $"'{Type}' is not a type of resource that can be tagged.");

/// <summary>Nothing was tagged: one of the resources is not there, or is another account's.</summary>
public sealed record TaggedResourceNotFound(string Type, string Id) : Error(ErrorFamily.NotFound, $"There is no {Type} {Id}.");

public sealed record TooManyTags(int Limit) : Error(ErrorFamily.Invalid, $"A resource has at most {Limit} tags.");
