using CloudControl.Api.Http;

namespace CloudControl.Api.LegacyV1;

/// <summary>
/// The API of 2013: everything a GET, credentials in the query, at the host's root or under <c>/v1</c>. A thin façade: each call is one
/// or two of today's operations, told in the words of then. <c>Api:LegacyV1=false</c> takes it away.
/// </summary>
public static class LegacyRoutes
{
    /// <summary>Things in one list: there were no pages in 2013.</summary>
    public const int MaximumListed = 1000;

    private const string Setting = "Api:LegacyV1";

    private static readonly string[] Prefixes = ["", "/v1"];

    public static void MapLegacyV1(this WebApplication app)
    {
        if (!app.Configuration.GetValue(Setting, defaultValue: true))
        {
            return;
        }

        foreach (var prefix in Prefixes)
        {
            var v1 = app.MapGroup(prefix);
            v1.WithMetadata(new LegacyEndpoint());
            v1.ExcludeFromDescription();
            v1.MapGet("/droplets", LegacyDroplets.ListAsync).Needs("droplet:read");
            v1.MapGet("/droplets/new", LegacyDroplets.CreateAsync).Needs("droplet:create");
            v1.MapGet("/droplets/{dropletId:long}", LegacyDroplets.GetAsync).Needs("droplet:read");
            v1.MapGet("/droplets/{dropletId:long}/destroy", LegacyDestroy.HandleAsync).Needs("droplet:delete");
            v1.MapGet("/droplets/{dropletId:long}/{call}", LegacyDropletActions.HandleAsync).Needs("droplet:update");
            v1.MapGet("/events/{eventId:long}", LegacyEvents.GetAsync).Needs("actions:read");
            v1.MapGet("/regions", LegacyCatalogue.RegionsAsync).Needs("regions:read");
            v1.MapGet("/sizes", LegacyCatalogue.SizesAsync).Needs("sizes:read");
            v1.MapGet("/images", LegacyImages.ListAsync).Needs("image:read");
            v1.MapGet("/images/{imageId}", LegacyImages.GetAsync).Needs("image:read");
            v1.MapGet("/images/{imageId}/destroy", LegacyImages.DestroyAsync).Needs("image:delete");
            v1.MapGet("/images/{imageId}/transfer", LegacyImages.TransferAsync).Needs("image:update");
            v1.MapGet("/ssh_keys", LegacySshKeys.ListAsync).Needs("ssh_key:read");
            v1.MapGet("/ssh_keys/new", LegacySshKeys.CreateAsync).Needs("ssh_key:create");
            v1.MapGet("/ssh_keys/{keyId}", LegacySshKeys.GetAsync).Needs("ssh_key:read");
            v1.MapGet("/ssh_keys/{keyId}/edit", LegacySshKeys.EditAsync).Needs("ssh_key:update");
            v1.MapGet("/ssh_keys/{keyId}/destroy", LegacySshKeys.DestroyAsync).Needs("ssh_key:delete");
        }
    }

    /// <summary>
    /// The server's own line for each request shows its query, and with it the credentials. It is turned off where v1 is on, after
    /// and so above whatever the configuration says.
    /// </summary>
    public static void KeepCredentialsOutOfLogs(this ILoggingBuilder logging, IConfiguration configuration)
    {
        if (configuration.GetValue(Setting, defaultValue: true))
        {
            logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
            logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning);
        }
    }
}

/// <summary>Marks a route as one of v1's: another kind of credentials, another shape of errors.</summary>
public sealed record LegacyEndpoint
{
    /// <summary>Whether this request goes, or went before it failed, to such a route.</summary>
    public static bool Is(HttpContext context) =>
        (context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint())
            ?.Metadata.GetMetadata<LegacyEndpoint>() is not null;
}
