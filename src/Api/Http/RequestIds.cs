namespace CloudControl.Api.Http;

/// <summary>
/// Every request has a UUID: in the header <c>x-request-id</c> of its answer, in the body of every error, and as <c>RequestId</c>
/// beside every line it logs.
/// </summary>
public static class RequestIds
{
    public const string Header = "x-request-id";

    public static void UseRequestIds(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.TraceIdentifier = Guid.NewGuid().ToString();

        // As late as possible: the exception handler clears headers that were set before.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        });
        return next(context);
    });
}
