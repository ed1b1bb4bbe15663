namespace CloudControl.Domain.Accounts;

/// <summary>
/// What a token may do: everything, or what its scopes name, such as <c>droplet:read</c>. The names are DigitalOcean's, a resource and
/// what is done to it.
/// </summary>
/// <param name="granted">The scopes, spelled out; null means everything, also what a later version will name.</param>
public sealed class TokenScopes(IReadOnlyList<string>? granted)
{
    /// <summary>Stands for everything when it is alone, for any resource or any deed beside a colon.</summary>
    public const string Any = "*";

    /// <summary>Everything.</summary>
    public static TokenScopes Full { get; } = new(null);

    /// <summary>The scopes, spelled out; null for everything.</summary>
    public IReadOnlyList<string>? Granted { get; } = granted;

    /// <summary>
    /// Reads what a caller asks for. <c>*</c> is everything, <c>droplet:*</c> and <c>*:read</c> are all the known scopes of that kind, as
    /// they are known now: a token never grows by an upgrade unless it may do everything.
    /// </summary>
    /// <returns>The scopes, each once, in alphabetical order; or which one nobody knows.</returns>
    public static Result<TokenScopes> Parse(IReadOnlyList<string> asked, IReadOnlyCollection<string> known)
    {
        if (asked.Contains(Any))
        {
            return Full;
        }

        var granted = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var scope in asked)
        {
            var meant = known.Where(name => Means(scope, name)).ToList();
            if (meant.Count == 0)
            {
                return new ScopeUnknown(scope);
            }

            granted.UnionWith(meant);
        }

        return new TokenScopes([.. granted]);
    }

    /// <summary>The first of these scopes that is not granted; null when all are.</summary>
    public string? FirstMissing(IEnumerable<string> needed) =>
        Granted is null ? null : needed.FirstOrDefault(scope => !Granted.Contains(scope));

    /// <summary>The first scope that others have and these have not; null when there is none.</summary>
    public string? FirstBeyond(TokenScopes others) =>
        Granted is null ? null : others.Granted is null ? Any : FirstMissing(others.Granted);

    private static bool Means(string asked, string name) =>
        asked == name
        || (asked.EndsWith(":" + Any, StringComparison.Ordinal) && name.StartsWith(asked[..^1], StringComparison.Ordinal))
        || (asked.StartsWith(Any + ":", StringComparison.Ordinal) && name.EndsWith(asked[1..], StringComparison.Ordinal));
}
