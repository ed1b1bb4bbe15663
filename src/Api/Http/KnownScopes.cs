namespace CloudControl.Api.Http;

/// <summary>Every scope there is: those that some route asks for.</summary>
public sealed class KnownScopes(EndpointDataSource routes)
{
    private readonly Lazy<(string[] Customers, string[] All)> scopes = new(() =>
    {
        var asked = routes.Endpoints
            .Select(route => (Scopes: route.Metadata.GetMetadata<RequiredScopes>(), ForOperators: route.Metadata.GetMetadata<OperatorsOnlyMark>() is not null))
            .Where(route => route.Scopes is not null)
            .ToList();
        return (Customers: Names(asked.Where(route => !route.ForOperators)), All: Names(asked));

        static string[] Names(IEnumerable<(RequiredScopes? Scopes, bool)> asked) => [.. asked.SelectMany(route => route.Scopes!.All).Distinct().Order(StringComparer.Ordinal)];
    });

    /// <summary>What tokens of an account can be for: only an operator's can be for operators' routes.</summary>
    public IReadOnlyCollection<string> For(bool isOperator) => isOperator ? scopes.Value.All : scopes.Value.Customers;
}
