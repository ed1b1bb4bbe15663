namespace CloudControl.Domain;

/// <summary>What kind of "no" an error is. <c>Api/Http/ErrorMapping.cs</c> turns a family into a status; nothing else does.</summary>
public enum ErrorFamily
{
    /// <summary>No such thing, or not the caller's: the two are never told apart.</summary>
    NotFound,

    /// <summary>The request cannot be carried out as it stands; the caller can mend it.</summary>
    Invalid,

    /// <summary>The request is well-formed but the thing is in another state.</summary>
    Conflict,

    /// <summary>The caller is known and may not.</summary>
    Forbidden,

    /// <summary>As many as are allowed are under way; fewer at a time would do.</summary>
    TooMany,

    /// <summary>No host has room now.</summary>
    NoCapacity,

    /// <summary>Something we need is away; the same request may succeed later.</summary>
    Unavailable,
}

/// <summary>
/// An exception that may pass, and has a name when it does not: what a customer is told once the work was tried often enough. Any other
/// exception is a bug of ours, and they are told no more than that.
/// </summary>
public interface INamedFailure
{
    Error Error { get; }
}

/// <summary>Something a caller can cause. Each area derives its own records in its <c>XxxErrors.cs</c>.</summary>
/// <param name="Family">What kind of "no" it is.</param>
/// <param name="Message">One sentence for the customer: no internals, no host names.</param>
public abstract record Error(ErrorFamily Family, string Message)
{
    /// <summary>The error's name for machines, such as <c>droplet_not_found</c>.</summary>
    public string Code => SnakeCase(GetType().Name);

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
