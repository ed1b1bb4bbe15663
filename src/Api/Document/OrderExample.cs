using System.Text.Json.Nodes;
using CloudControl.Api.Droplets;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>What "Try it out" starts with: an order that works on a new cloud as it stands.</summary>
internal sealed class OrderExample : ISchemaFilter
{
    private const string Order = """
        {"name": "web-1", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-12-x64", "ssh_keys": [], "tags": ["web"], "scrub": true}
        """;

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (context.Type == typeof(CreateDroplet.Request) && schema is OpenApiSchema order)
        {
            order.Examples = [JsonNode.Parse(Order)!];
            Flag(order, "scrub", "Whether a destroy that says nothing scrubs the disk. Absent, null or empty: yes.");
            Flag(order, "scrub_data", "The same as `scrub`, by its older name.");
        }
    }

    /// <summary>Any spelling of a boolean is taken; a boolean is what clients should be made to send.</summary>
    private static void Flag(OpenApiSchema order, string name, string description) =>
        order.Properties![name] = new OpenApiSchema { Type = JsonSchemaType.Boolean | JsonSchemaType.Null, Description = description };
}
