using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>An answer has all its members, null or not, but for those that say they are left out.</summary>
internal sealed class AnswerSchemas(IServiceProvider services) : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema { Properties: { Count: > 0 } members } answer && !RequestSchemas.IsOfRequests(context.Type, services))
        {
            var always = context.Type.GetProperties()
                .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
                .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
            answer.Required = new SortedSet<string>(always.Where(members.ContainsKey), StringComparer.Ordinal);
        }
    }
}
