using CloudControl.Api.Audit;
using CloudControl.Api.Http.Idempotency;
using CloudControl.Api.Http.Json;
using CloudControl.Api.LegacyV1;
using CloudControl.Api.Panel;
using CloudControl.Infrastructure.Persistence;
using CloudControl.Infrastructure.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CloudControl.Api.Http;

/// <summary>What every request meets before its handler, and every answer after it.</summary>
public static class HttpEdge
{
    public static void AddHttpEdge(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = RequestLimits.MaximumBodyBytes);
        services.Configure<JsonOptions>(json => WireJson.Configure(json.SerializerOptions));

        // Unreadable bodies reach ExceptionAnswers as exceptions, in every profile, so that they have a body like all errors.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ExceptionAnswers>();
        services.AddValidators();

        var limits = builder.Configuration.GetSection("RateLimits").Get<RateLimitSettings>() ?? new RateLimitSettings();
        limits.Enabled ??= !builder.Environment.IsDevelopment();
        services.AddSingleton(limits);
        services.AddSingleton<BudgetLeases>().AddSingleton<RateLimits>();

        services.AddAuthentication(BearerAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(
                BearerAuthentication.SchemeName,
                bearer => bearer.ForwardDefaultSelector = context => LegacyEndpoint.Is(context) ? LegacyAuthentication.SchemeName : null)
            .AddScheme<AuthenticationSchemeOptions, LegacyAuthentication>(LegacyAuthentication.SchemeName, null);
        services.AddSingleton<TokenLookup>();
        services.AddSingleton<CallersRows>().AddSingleton<IVisibility>(provider => provider.GetRequiredService<CallersRows>());
        services.AddSingleton<KnownScopes>();
        builder.Logging.KeepCredentialsOutOfLogs(builder.Configuration);

        // Whoever forgets to say so has a route that requires a token; only AllowAnonymous opens one.
        var authorization = services.AddAuthorizationBuilder();
        authorization.SetFallbackPolicy(new(
            [new Microsoft.AspNetCore.Authorization.Infrastructure.DenyAnonymousAuthorizationRequirement()], [BearerAuthentication.SchemeName]));
    }

    public static void UseHttpEdge(this WebApplication app)
    {
        app.UseRequestIds();
        CallersRows.UseNobodysRows(app);
        RateLimits.UseHeaders(app);
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(bare => ErrorMapping.Of(bare.HttpContext.Response.StatusCode).WriteAsync(bare.HttpContext));
        app.UsePanel();
        app.UseUntypedBodies();
        app.UseRouting();
        app.UseAuthentication();
        CallersRows.UseCallersRows(app);
        RateLimits.Use(app);
        app.UseAuthorization();
        app.UseAuditTrail();
        app.UseAccessGate();
        app.UseRepeatedMembers();
        app.UseIdempotencyKeys();
    }

    /// <summary>Everything under <c>/v2</c>: authenticated, with every body validated.</summary>
    public static RouteGroupBuilder MapV2(this WebApplication app)
    {
        var v2 = app.MapGroup("/v2");
        v2.ValidateBodies();
        return v2;
    }

    /// <summary>Gives a route its operation id in the document and its line there.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string operationId, string summary) =>
        route.WithName(operationId).WithSummary(summary);
}
