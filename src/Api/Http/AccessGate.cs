using CloudControl.Domain;
using CloudControl.Domain.Accounts;

namespace CloudControl.Api.Http;

/// <summary>
/// Whether a known caller may take a route at all: decided by the route and the token alone, before the body is read and before
/// anything is looked up, so that the answer says nothing about what there is.
/// </summary>
public static class AccessGate
{
    public static void UseAccessGate(this WebApplication app) => app.Use((context, next) =>
        RefusalOf(context) is { } refusal ? ErrorMapping.Of(refusal).WriteAsync(context) : next(context));

    private static Error? RefusalOf(HttpContext context)
    {
        // Anonymous callers were turned away before, where that matters; what is no route answers 404 or 405 to everybody.
        if (Caller.Of(context) is not { } caller || context.GetEndpoint() is not RouteEndpoint route)
        {
            return null;
        }

        if (route.Metadata.GetMetadata<OperatorsOnlyMark>() is not null && !caller.IsOperator)
        {
            return new ForOperatorsOnly();
        }

        // A route that forgot its scopes is for tokens that may do everything.
        var needed = route.Metadata.GetMetadata<RequiredScopes>()?.All ?? [TokenScopes.Any];
        return caller.Scopes.FirstMissing(needed) is { } missing ? new ScopeMissing(missing) : null;
    }
}

/// <summary>The token may do other things.</summary>
public sealed record ScopeMissing(string Scope) : Error(ErrorFamily.Forbidden, $"You are missing the required permission {Scope}");
