using CloudControl.Domain;

namespace CloudControl.Api.Http;

/// <summary>An error as it goes on the wire.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Id">One of <see cref="ErrorIds"/>.</param>
/// <param name="Message">One sentence for the customer.</param>
/// <param name="RetryAfterSeconds">When the same request may succeed; null when waiting does not help.</param>
public sealed record ErrorAnswer(int Status, string Id, string Message, int? RetryAfterSeconds = null);

/// <summary>The only place that knows which status an error has.</summary>
public static class ErrorMapping
{
    /// <summary>Long enough for a database to come back from a restart, short enough for a person to wait.</summary>
    public const int RetryAfterSeconds = 5;

    public static ErrorAnswer Of(Error error) => error.Family switch
    {
        ErrorFamily.NotFound => new(StatusCodes.Status404NotFound, ErrorIds.NotFound, error.Message),
        ErrorFamily.Invalid => new(StatusCodes.Status422UnprocessableEntity, ErrorIds.Unprocessable, error.Message),
        ErrorFamily.Conflict => new(StatusCodes.Status409Conflict, ErrorIds.Conflict, error.Message),
        ErrorFamily.Forbidden => new(StatusCodes.Status403Forbidden, ErrorIds.Forbidden, error.Message),

        ErrorFamily.TooMany => new(StatusCodes.Status429TooManyRequests, ErrorIds.TooManyRequests, error.Message, RetryAfterSeconds),

        // Not a 503: godo, and so doctl and Terraform, repeat those by themselves, and a full region stays full until somebody
        // chooses another one, which is for the caller to do.
        ErrorFamily.NoCapacity => new(StatusCodes.Status422UnprocessableEntity, ErrorIds.Unprocessable, error.Message),
        ErrorFamily.Unavailable => new(StatusCodes.Status503ServiceUnavailable, ErrorIds.ServiceUnavailable, error.Message, RetryAfterSeconds),
        _ => throw new InvalidOperationException($"no status for errors of the family {error.Family}"),
    };

    /// <summary>The answer for a status that something else than a handler chose.</summary>
    public static ErrorAnswer Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, ErrorIds.BadRequest, "The request could not be understood."),
        StatusCodes.Status401Unauthorized => new(status, ErrorIds.Unauthorized, "Unable to authenticate you"),
        StatusCodes.Status403Forbidden => new(status, ErrorIds.Forbidden, "You are not authorized to perform this operation"),
        StatusCodes.Status404NotFound => new(status, ErrorIds.NotFound, "The resource you requested could not be found."),
        StatusCodes.Status405MethodNotAllowed => new(status, ErrorIds.MethodNotAllowed, "This path does not answer that method."),
        StatusCodes.Status413PayloadTooLarge => new(status, ErrorIds.TooLarge, "The request's body is too large."),
        StatusCodes.Status415UnsupportedMediaType =>
            new(status, ErrorIds.UnsupportedMediaType, "Send the body as JSON, with Content-Type: application/json."),
        StatusCodes.Status422UnprocessableEntity => new(status, ErrorIds.Unprocessable, "The request could not be carried out."),
        StatusCodes.Status429TooManyRequests => new(status, ErrorIds.TooManyRequests, "API rate limit exceeded."),
        StatusCodes.Status503ServiceUnavailable =>
            new(status, ErrorIds.ServiceUnavailable, "The service is not available right now. Please try again.", RetryAfterSeconds),
        >= 500 => new(status, ErrorIds.ServerError, "Server was unable to give you a response."),
        _ => new(status, ErrorIds.BadRequest, "The request could not be carried out."),
    };
}
