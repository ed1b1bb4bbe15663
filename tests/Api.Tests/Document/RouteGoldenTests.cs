using System.Globalization;
using System.Net;
using System.Reflection;
using CloudControl.Api.LegacyV1;
using CloudControl.Testing;
using FluentValidation;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CloudControl.Api.Tests.Document;

/// <summary>What holds for every route there is, without anyone having to remember.</summary>
public sealed class RouteGoldenTests(TestApi api) : IClassFixture<TestApi>
{
    /// <summary>Everything that answers without a token. A new line here is a decision.</summary>
    private static readonly string[] Open = ["/healthz", "/readyz"];

    private IEnumerable<RouteEndpoint> Routes => api.Routes();

    [Fact]
    public void The_route_table_is_as_committed()
    {
        var lines = Routes.SelectMany(route => route.Methods().Select(method => string.Create(
            CultureInfo.InvariantCulture, $"{method,-7}{route.Path(),-74}{HandlerOf(route),-36}{AccessTo(route)}")));

        Golden.ShouldMatch(string.Join('\n', lines.Order(StringComparer.Ordinal)), "../Golden/routes.txt");
    }

    [Fact]
    public void Every_route_but_the_listed_wants_a_token() => Assert.Equal(
        Open, Routes.Where(route => route.IsOpen()).Select(route => route.Path()).Where(path => !path.Contains("swagger", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_route_that_wants_a_token_refuses_who_has_none()
    {
        foreach (var route in Routes.Where(route => !route.IsOpen()))
        {
            var path = string.Concat(route.RoutePattern.PathSegments.Select(segment => "/" + (segment.Parts[0] is RoutePatternLiteralPart literal
                ? literal.Content : ValueFor(route, segment))));
            foreach (var method in route.Methods())
            {
                var refused = await api.WithoutToken.Send(new HttpMethod(method), path, "{}").ShouldBeAsync(HttpStatusCode.Unauthorized);
                Assert.Equal(
                    route.Metadata.GetMetadata<LegacyEndpoint>() is null ? "unauthorized" : "Access Denied",
                    (refused["id"] ?? refused["error_message"])!.GetValue<string>());
            }
        }
    }

    [Fact]
    public void Every_body_has_a_validator() => Assert.All(
        Routes.Where(route => route.Metadata.GetMetadata<IAcceptsMetadata>() is not null),
        route => Assert.NotNull(api.Services.GetService(typeof(IValidator<>).MakeGenericType(route.Metadata.GetMetadata<IAcceptsMetadata>()!.RequestType!))));

    private static string AccessTo(RouteEndpoint route) =>
        route.IsOpen() ? "open" : (route.IsForOperators() ? "operator " : "") + string.Join(' ', route.Scopes());

    private static string HandlerOf(RouteEndpoint route) => route.Metadata.GetMetadata<MethodInfo>()?.DeclaringType is { } type && !type.Name.StartsWith('<') ? type.Name : "-";

    private static string ValueFor(RouteEndpoint route, RoutePatternPathSegment segment)
    {
        var name = ((RoutePatternParameterPart)segment.Parts[0]).Name;
        var constraints = route.RoutePattern.ParameterPolicies.TryGetValue(name, out var policies) ? policies.Select(p => p.Content) : [];
        return constraints.Contains("guid") ? Guid.Empty.ToString() : "1";
    }
}
