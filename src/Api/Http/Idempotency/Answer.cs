namespace CloudControl.Api.Http.Idempotency;

/// <summary>An answer as it is sent, and sent again: its status, the headers that belong to what it says, its body byte for byte.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RequestId">The request's id, which an error's body repeats.</param>
/// <param name="ContentType">Null when there is no body.</param>
/// <param name="Location">Where to watch what has begun; null when that is in the body.</param>
/// <param name="Body">The body.</param>
internal sealed record Answer(int Status, string RequestId, string? ContentType, string? Location, byte[] Body)
{
    /// <summary>"Try later" and "we have a bug" are no answers to keep: who sends the request again wants it carried out.</summary>
    public bool IsFinal => Status is < StatusCodes.Status500InternalServerError and not StatusCodes.Status429TooManyRequests;

    /// <summary>What was written to a response whose body is elsewhere.</summary>
    public static Answer Of(HttpContext context, byte[] body) => new(
        context.Response.StatusCode, context.TraceIdentifier, context.Response.ContentType, context.Response.Headers.Location, body);

    public async Task WriteAsync(HttpContext context)
    {
        context.TraceIdentifier = RequestId;
        var response = context.Response;
        response.StatusCode = Status;
        (response.ContentType, response.Headers.Location) = (ContentType, Location);
        if (Body.Length > 0)
        {
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, context.RequestAborted);
        }
    }
}
