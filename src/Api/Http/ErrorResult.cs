using System.Globalization;
using System.Reflection;
using CloudControl.Api.LegacyV1;
using CloudControl.Domain;
using Microsoft.AspNetCore.Http.Metadata;

namespace CloudControl.Api.Http;

/// <summary>An error as a handler returns it.</summary>
public sealed class ErrorResult(Error error) : IResult, IEndpointMetadataProvider
{
    public Error Error { get; } = error;

    public Task ExecuteAsync(HttpContext httpContext) => ErrorMapping.Of(Error).WriteAsync(httpContext);

    /// <summary>An operation that returns one may answer 422; what every operation may answer is documented once for all.</summary>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status422UnprocessableEntity, typeof(ErrorView), ["application/json"]));
}

/// <summary>Writes errors: the one way any of them reaches a client.</summary>
public static class ErrorWriting
{
    public static Task WriteAsync(this ErrorAnswer answer, HttpContext context)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return LegacyEndpoint.Is(context)
            ? context.Response.WriteAsJsonAsync(LegacyAnswers.Of(answer), context.RequestAborted)
            : context.Response.WriteAsJsonAsync<object>(
                answer.Status == StatusCodes.Status400BadRequest && ErrorWithRootCauses.IsWanted(context)
                    ? new ErrorWithRootCausesView(answer.Id, answer.Message, context.TraceIdentifier, answer.Id, [answer.Message], [])
                    : new ErrorView(answer.Id, answer.Message, context.TraceIdentifier),
                context.RequestAborted);
    }
}
