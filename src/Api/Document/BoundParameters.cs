using System.Globalization;
using System.Text.Json.Nodes;
using CloudControl.Api.Droplets;
using CloudControl.Api.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>Writes down what parameters that bind themselves read from the request: pages, the filters of droplets and the word about scrubbing.</summary>
internal sealed class BoundParameters : IOperationFilter
{
    /// <summary>Read as text, since clients spell them in many ways; a boolean is what clients should be made to send.</summary>
    private static readonly string[] Flags = ["X-Dangerous", "private"];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var bound = context.MethodInfo.GetParameters().Where(p => p.ParameterType.GetMethod("BindAsync") is not null).ToDictionary(p => p.Name!, p => p.ParameterType);
        operation.Parameters = [.. (operation.Parameters ?? []).Where(p => !bound.ContainsKey(p.Name!))];
        foreach (var flag in operation.Parameters.OfType<OpenApiParameter>().Where(p => Flags.Contains(p.Name)))
        {
            flag.Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean };
        }

        if (bound.ContainsValue(typeof(PageRequest)))
        {
            operation.Parameters.Add(Number("page", "Which page, from 1.", 1, PageRequest.MaximumPage));
            operation.Parameters.Add(Number("per_page", "Items on a page.", PageRequest.DefaultPerPage, PageRequest.MaximumPerPage));
        }

        if (bound.ContainsValue(typeof(DropletFilter)))
        {
            foreach (var (name, description) in DropletFilters)
            {
                operation.Parameters.Add(Word(name, description));
            }
        }

        if (bound.ContainsValue(typeof(ScrubRequest)))
        {
            operation.Parameters.Add(Scrub());
        }
    }

    private static readonly (string Name, string Description)[] DropletFilters =
    [
        ("tag_name", "Only droplets with this tag; several, repeated or separated by commas, mean droplets that carry them all."),
        ("name", "Only droplets of exactly this name, in any capitals."),
        ("status", "Only droplets that are `new`, `active`, `off` or `archive`; several mean any of them."),
        ("region", "Only droplets in this region; several mean any of them."),
        ("type", "`droplets`, which is as good as nothing, or `gpus`, of which there are none."),
    ];

    private static OpenApiParameter Word(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiParameter Number(string name, string description, int absent, int maximum) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = "1",
            Maximum = maximum.ToString(CultureInfo.InvariantCulture),
            Default = JsonValue.Create(absent),
        },
    };

    private static OpenApiParameter Scrub() => new()
    {
        Name = "scrub",
        In = ParameterLocation.Query,
        Description = "Whether the disk is scrubbed. Absent or empty: as the droplet's policy says, which is yes unless its order said no. "
            + "`scrub_data` means the same, and both may be in a JSON body instead.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean },
    };
}
