namespace CloudControl.Api.Http;

/// <summary>The body of every error. Clients index <c>id</c> and <c>message</c> without looking whether they are there.</summary>
/// <param name="Id">For machines: one of <see cref="ErrorIds"/>.</param>
/// <param name="Message">For the customer, in one sentence.</param>
/// <param name="RequestId">Equal to the header <c>x-request-id</c>; what a customer quotes and an operator searches for.</param>
public sealed record ErrorView(string Id, string Message, string RequestId);

/// <summary>The ids of errors that clients know.</summary>
public static class ErrorIds
{
    public const string BadRequest = "bad_request";
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not_found";
    public const string MethodNotAllowed = "method_not_allowed";
    public const string Conflict = "conflict";
    public const string TooLarge = "payload_too_large";
    public const string UnsupportedMediaType = "unsupported_media_type";
    public const string Unprocessable = "unprocessable_entity";
    public const string TooManyRequests = "too_many_requests";
    public const string ServerError = "server_error";
    public const string ServiceUnavailable = "service_unavailable";
}
