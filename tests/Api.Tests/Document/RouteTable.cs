using CloudControl.Api.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CloudControl.Api.Tests.Document;

/// <summary>The routes as the process has them, in the words of tests.</summary>
internal static class RouteTable
{
    public static IEnumerable<RouteEndpoint> Routes(this TestApi api) => api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public static IReadOnlyList<string> Methods(this RouteEndpoint route) => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    public static bool IsOpen(this RouteEndpoint route) => route.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    public static bool IsForOperators(this RouteEndpoint route) => route.Metadata.GetMetadata<OperatorsOnlyMark>() is not null;

    public static IReadOnlyList<string> Scopes(this RouteEndpoint route) => route.Metadata.GetMetadata<RequiredScopes>()?.All ?? [];

    public static string Path(this RouteEndpoint route) => "/" + route.RoutePattern.RawText!.Trim('/');
}
