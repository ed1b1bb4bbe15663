using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>Gives every member of an answer a value to look at: the page composes whole answers from them.</summary>
internal sealed class MemberExamples : ISchemaFilter
{
    private const string Moment = "2026-01-15T09:30:00Z";
    private const string Uuid = "0198f3c2-5a7e-7c41-9d0b-3f6a2b8c1d4e";

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (member is OpenApiSchema { Items: null or OpenApiSchema } own)
            {
                var said = ExampleValues.Find(ApiDocument.SchemaId(context.Type), name);
                own.Examples = (said is not null && Fits(said, own) ? said : ByType(own)) is { } example ? [example] : null;
            }
        }
    }

    /// <summary>One name has several types here and there: <c>extents</c> counts them, or lists them.</summary>
    private static bool Fits(JsonNode said, OpenApiSchema member) => (member.Type & ~JsonSchemaType.Null) switch
    {
        JsonSchemaType.String => said.GetValueKind() is JsonValueKind.String,
        JsonSchemaType.Array => said is JsonArray,
        JsonSchemaType.Integer or JsonSchemaType.Number => said.GetValueKind() is JsonValueKind.Number,
        JsonSchemaType.Boolean => said.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        _ => true,
    };

    private static JsonNode? ByType(OpenApiSchema member) => (member.Type & ~JsonSchemaType.Null, member.Format) switch
    {
        (JsonSchemaType.String, "date-time") => Moment,
        (JsonSchemaType.String, "uuid") => Uuid,
        (JsonSchemaType.Boolean, _) => true,
        (JsonSchemaType.Integer, _) => 1,
        (JsonSchemaType.Number, _) => 1.5,
        _ => null,     // objects and lists of objects are composed of their own members
    };
}
