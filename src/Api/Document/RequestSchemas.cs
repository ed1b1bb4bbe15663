using System.Text.Json;
using CloudControl.Api.DropletActions;
using CloudControl.Api.Droplets;
using CloudControl.Api.Tags;
using FluentValidation;
using FluentValidation.Validators;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>
/// What a body must have is what its validator insists on: members may be absent in C#, since clients send null for what they do not
/// mean. Members we do not know are ignored (Ansible and fog send some), and the document must not forbid them.
/// </summary>
internal sealed class RequestSchemas(IServiceProvider services) : ISchemaFilter
{
    private static readonly Type[] Parts = [typeof(BackupPolicyRequest), typeof(TagResources.ResourceName)];

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema body || !IsOfRequests(context.Type, services))
        {
            return;
        }

        body.AdditionalPropertiesAllowed = true;
        if (ValidatorOf(context.Type, services) is not { } validator)
        {
            return;
        }

        body.Required = new SortedSet<string>(Insisted(validator), StringComparer.Ordinal);
        foreach (var name in body.Required)
        {
            if (body.Properties![name] is OpenApiSchema { Type: { } type } member)
            {
                member.Type = type & ~JsonSchemaType.Null;
            }
        }

        if (context.Type == typeof(CreateDroplet.Request))
        {
            body.Properties!["volumes"] = new OpenApiSchema { Type = JsonSchemaType.Array | JsonSchemaType.Null, Items = new OpenApiSchema { Type = JsonSchemaType.String } };
            Flag(body, "scrub", "Whether a destroy that says nothing scrubs the disk. Absent, null or empty: yes.");
            Flag(body, "scrub_data", "The same as `scrub`, by its older name.");
        }
    }

    /// <summary>Whether clients send it: bodies, each of which has a validator, and what they are made of.</summary>
    public static bool IsOfRequests(Type type, IServiceProvider services) => Parts.Contains(type) || ValidatorOf(type, services) is not null;

    private static IValidator? ValidatorOf(Type type, IServiceProvider services) => services.GetService(typeof(IValidator<>).MakeGenericType(type)) as IValidator;

    /// <summary>Members that may be neither absent nor null, whatever the others say.</summary>
    private static IEnumerable<string> Insisted(IValidator validator) =>
        from rule in validator.CreateDescriptor().Rules
        where !rule.HasCondition && !rule.HasAsyncCondition
        where rule.Components.Any(part => !part.HasCondition && part.Validator is INotNullValidator or INotEmptyValidator)
        select JsonNamingPolicy.SnakeCaseLower.ConvertName(rule.PropertyName);

    /// <summary>Any spelling of a boolean is taken; a boolean is what clients should be made to send.</summary>
    private static void Flag(OpenApiSchema order, string name, string description) =>
        order.Properties![name] = new OpenApiSchema { Type = JsonSchemaType.Boolean | JsonSchemaType.Null, Description = description };
}
