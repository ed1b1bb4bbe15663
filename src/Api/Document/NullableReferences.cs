using System.Reflection;
using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>A member that refers to another schema may be null only if it says so beside the reference, not in it.</summary>
internal sealed class NullableReferences : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        foreach (var property in context.Type.GetProperties())
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (schema.Properties?.TryGetValue(name, out var member) == true && member is OpenApiSchemaReference && IsNullable(property))
            {
                schema.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.Null, AllOf = [member] };
            }
        }
    }

    private static bool IsNullable(PropertyInfo property) => new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
}
