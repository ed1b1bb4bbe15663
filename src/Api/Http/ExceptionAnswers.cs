using System.Text.Json;
using CloudControl.Infrastructure.Persistence;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace CloudControl.Api.Http;

/// <summary>
/// The request edge: what a caller cannot cause arrives here as an exception. A request that could not be read is the caller's
/// (4xx), a database that is away asks for patience (503), everything else is our bug (500). What an operator needs is in the log,
/// beside the request id that the customer sees.
/// </summary>
public sealed class ExceptionAnswers(ILogger<ExceptionAnswers> log) : IExceptionHandler
{
    /// <summary>nginx's status for a client that hung up; nobody reads it but the access log.</summary>
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        await AnswerTo(exception, httpContext).WriteAsync(httpContext);
        return true;
    }

    private ErrorAnswer AnswerTo(Exception exception, HttpContext context)
    {
        if (exception is BadHttpRequestException unreadable)
        {
            return Unreadable(unreadable);
        }

        if (CauseOf<UnstorableTextException>(exception) is not null
            || CauseOf<PostgresException>(exception) is { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter })
        {
            return ErrorMapping.Of(StatusCodes.Status422UnprocessableEntity) with { Message = "Text cannot contain the character U+0000." };
        }

        var method = context.Request.Method;
        var path = context.Request.Path;
        if (DatabaseAway.IsCauseOf(exception))
        {
            log.LogError("{Method} {Path}: the database did not answer: {Why}", method, path, exception.GetBaseException().Message);
            return ErrorMapping.Of(StatusCodes.Status503ServiceUnavailable);
        }

        log.LogError(exception, "{Method} {Path} failed", method, path);
        return ErrorMapping.Of(StatusCodes.Status500InternalServerError);
    }

    /// <summary>JSON that is none is a 400; JSON with the wrong type somewhere is a 422 that says where.</summary>
    private static ErrorAnswer Unreadable(BadHttpRequestException exception) => exception.InnerException switch
    {
        // System.Text.Json puts the tokenizer's own JsonException inside; a value of the wrong type has none there.
        JsonException { InnerException: JsonException } => ErrorMapping.Of(StatusCodes.Status400BadRequest) with { Message = "The body is not valid JSON." },
        JsonException json => ErrorMapping.Of(StatusCodes.Status422UnprocessableEntity) with { Message = $"The value at {json.Path ?? "$"} cannot be used." },
        _ => ErrorMapping.Of(exception.StatusCode),
    };

    /// <summary>EF wraps what the database throws, so a cause is looked for inside.</summary>
    private static T? CauseOf<T>(Exception exception)
        where T : Exception
    {
        Exception? cause = exception;
        while (cause is not (null or T))
        {
            cause = cause.InnerException;
        }

        return cause as T;
    }
}
