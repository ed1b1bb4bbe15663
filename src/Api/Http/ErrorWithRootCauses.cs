using Microsoft.AspNetCore.Diagnostics;

namespace CloudControl.Api.Http;

/// <summary>
/// An error in both of DigitalOcean's forms. The contract has the older one, <c>error</c> with <c>root_causes</c>, for a 400 of POST
/// /v2/tags alone; whoever reads the newer one finds that too.
/// </summary>
public sealed record ErrorWithRootCausesView(
    string Id, string Message, string RequestId, string Error, IReadOnlyList<string> Messages, IReadOnlyList<string> RootCauses);

/// <summary>Marks the route whose 400 has both forms.</summary>
public sealed class ErrorWithRootCausesMark;

/// <summary>Makes a route answer so.</summary>
public static class ErrorWithRootCauses
{
    /// <summary>An exception takes the endpoint off the context, and leaves it with its feature.</summary>
    public static bool IsWanted(HttpContext context) =>
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint())?.Metadata.GetMetadata<ErrorWithRootCausesMark>() is not null;

    public static RouteHandlerBuilder WithRootCauses(this RouteHandlerBuilder route) =>
        route.WithMetadata(new ErrorWithRootCausesMark()).Produces<ErrorWithRootCausesView>(StatusCodes.Status400BadRequest);
}
