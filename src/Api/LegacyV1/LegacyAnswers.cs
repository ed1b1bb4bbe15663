using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Droplets;

namespace CloudControl.Api.LegacyV1;

/// <summary>v1's answers: <c>{"status": "OK", …}</c>, or <c>{"status": "ERROR", "error_message": …, "message": …}</c>.</summary>
internal static class LegacyAnswers
{
    /// <summary>fog takes exactly this for "there is no such droplet", and only with HTTP 200; its destroy waits for it.</summary>
    private const string NoDroplets = "No Droplets Found";

    /// <summary>fog looks for exactly this, and waits longer each time.</summary>
    private const string PendingEvent = "There is already a pending event for the droplet";

    /// <summary>What a caller got wrong, or found in another state, is an answer like any other: HTTP 200.</summary>
    public static IResult Of(Error error)
    {
        var answer = ErrorMapping.Of(error);
        var message = error switch
        {
            DropletNotFound => NoDroplets,
            DropletHasPendingEvent => PendingEvent,
            _ => answer.Message,
        };
        var status = answer.Status >= StatusCodes.Status500InternalServerError || (answer.Status == StatusCodes.Status404NotFound && error is not DropletNotFound)
            ? answer.Status
            : StatusCodes.Status200OK;
        return Results.Json(new LegacyError("ERROR", message, message), statusCode: status);
    }

    /// <summary>An error that no handler chose, in v1's shape.</summary>
    public static LegacyError Of(ErrorAnswer answer)
    {
        var message = answer.Status == StatusCodes.Status401Unauthorized ? "Access Denied" : answer.Message;
        return new LegacyError("ERROR", message, message);
    }
}

/// <summary>Clients of then read one or the other member.</summary>
public sealed record LegacyError(string Status, string ErrorMessage, string Message);
