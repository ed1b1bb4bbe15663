using Microsoft.Extensions.FileProviders;

namespace CloudControl.Api.Panel;

/// <summary>
/// The panel at <c>/</c>: plain files beside the program, which talk to the public API like any other client. They need no token to be
/// read, and hold nothing worth one.
/// </summary>
public static class PanelPages
{
    /// <summary>
    /// Nothing from elsewhere, nothing inline, no text that becomes HTML, no frame around it: a droplet's name cannot become a script
    /// that reads the token.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Answers for the panel's files. Stands before the routes, since they all require a token.</summary>
    public static void UsePanel(this WebApplication app)
    {
        // Found from any working folder and in every profile, which the content root is not.
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.Lifetime.ApplicationStopped.Register(files.Dispose);
        app.UseWhen(
            request => !request.Request.Path.StartsWithSegments("/v2", StringComparison.Ordinal),     // nobody looks on the disk for a droplet
            panel => panel
                .UseDefaultFiles(new DefaultFilesOptions { FileProvider = files })
                .UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => Protect(file.Context.Response.Headers) }));
    }

    private static void Protect(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // Asked for anew each time and answered with 304: a panel is never older than its API.
        headers.CacheControl = "no-cache";
    }
}
