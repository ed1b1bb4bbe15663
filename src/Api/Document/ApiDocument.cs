using CloudControl.Api.Http.Json;
using Microsoft.OpenApi;

namespace CloudControl.Api.Document;

/// <summary>The OpenAPI document at <c>/swagger/v2/swagger.json</c> and a page at <c>/swagger</c> to try it out.</summary>
public static class ApiDocument
{
    public const string Name = "v2";
    public const string PagePath = "/swagger";

    private const string SecurityScheme = "bearer";

    public static void AddApiDocument(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(Name, new OpenApiInfo
            {
                Title = "CloudControl",
                Version = Name,
                Description = "Virtual machines whose disks never show anyone a byte they did not write. Compatible with DigitalOcean's API v2.",
            });
            options.AddSecurityDefinition(SecurityScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = SecurityScheme,
                Description = "The token, without the word Bearer.",
            });
            options.AddSecurityRequirement(document => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(SecurityScheme, document)] = [],
            });
            options.CustomSchemaIds(SchemaId);
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.MapType<LooseText>(() => new OpenApiSchema { Type = JsonSchemaType.String });
            options.MapType<LooseText?>(() => new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null });
            options.MapType<decimal>(() => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" });
            options.OperationFilter<BoundParameters>();
            options.OperationFilter<IdempotencyKeyParameter>();
            options.OperationFilter<ErrorResponses>();
            options.OperationFilter<ScopeDescriptions>();
            options.SchemaFilter<RequestSchemas>();
            options.SchemaFilter<AnswerSchemas>();
            options.SchemaFilter<NullableReferences>();
            options.SchemaFilter<MemberExamples>();
            options.RequestBodyFilter<BodyExamples>();
            options.DocumentFilter<ResourceGroups>();
        });
    }

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapSwagger().AllowAnonymous().DisableHttpMetrics();
        app.MapSwaggerUI(PagePath.TrimStart('/'), page =>
        {
            page.SwaggerEndpoint($"{PagePath}/{Name}/swagger.json", "CloudControl v2");
            page.DocumentTitle = "CloudControl";
            page.EnablePersistAuthorization();     // a reload keeps the token
            page.DisplayRequestDuration();
        }).AllowAnonymous();
    }

    /// <summary>Slices call their bodies Request and Response; outside they need the slice's name too.</summary>
    internal static string SchemaId(Type type)
    {
        var name = type.Name.Split('`')[0];
        var arguments = string.Concat(type.GetGenericArguments().Select(SchemaId));
        return type.DeclaringType is { } slice ? $"{SchemaId(slice)}{name}" : $"{arguments}{name}";
    }
}
