using Microsoft.AspNetCore.Http.Features;

namespace CloudControl.Api.Http;

/// <summary>
/// The API reads JSON and nothing else, so a body is JSON whatever the client calls it: <c>curl -d</c> says
/// <c>application/x-www-form-urlencoded</c>, libraries of no great care say nothing or <c>text/plain</c>. A POST, PUT or PATCH without
/// a body is one that leaves out every member; what is needed all the same, the validators say.
/// </summary>
public static class UntypedBodies
{
    private const string Json = "application/json";
    private static readonly byte[] NothingSaid = "{}"u8.ToArray();

    /// <summary>Before routing, which looks at the type.</summary>
    public static void UseUntypedBodies(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/v2", StringComparison.Ordinal))
        {
            if (HasBody(context))
            {
                request.ContentType = request.HasJsonContentType() ? request.ContentType : Json;
            }
            else if (HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsPatch(request.Method))
            {
                (request.Body, request.ContentLength, request.ContentType) = (new MemoryStream(NothingSaid, writable: false), NothingSaid.Length, Json);
                context.Features.Set<IHttpRequestBodyDetectionFeature>(new BodyIsThere());
            }
        }

        return next(context);
    });

    private static bool HasBody(HttpContext context) =>
        context.Request.ContentLength != 0 && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private sealed class BodyIsThere : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => true;
    }
}
