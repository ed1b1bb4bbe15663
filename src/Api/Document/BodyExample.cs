using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>A body that works, as the document shows it. A slice's request says it beside its members.</summary>
/// <param name="title">What it asks for, in a few words; unique among the request's examples.</param>
/// <param name="json">The body.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class BodyExampleAttribute(string title, string json) : Attribute
{
    public string Title { get; } = title;

    public string Json { get; } = json;
}

/// <summary>Puts the examples of a request into the document; the first is what "Try it out" starts with.</summary>
internal sealed class BodyExamples : IRequestBodyFilter
{
    public void Apply(IOpenApiRequestBody requestBody, RequestBodyFilterContext context)
    {
        var examples = context.BodyParameterDescription.Type.GetCustomAttributes<BodyExampleAttribute>().ToList();
        foreach (var body in requestBody.Content?.Values ?? [])
        {
            body.Examples = examples.ToDictionary(
                example => example.Title, IOpenApiExample (example) => new OpenApiExample { Value = JsonNode.Parse(example.Json) });
        }
    }
}
