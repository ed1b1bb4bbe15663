using System.Globalization;
using CloudControl.Api.Http;
using CloudControl.Api.Http.Idempotency;
using CloudControl.Domain.Idempotency;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>Writes down the header that every POST understands, and what it may be answered because of it.</summary>
internal sealed class IdempotencyKeyParameter : IOperationFilter
{
    private static readonly string Description = string.Create(
        CultureInfo.InvariantCulture,
        $"The client's own name for this request, best a UUID. Sent again within {KeptAnswer.Lifetime.TotalHours} hours, the request is not carried out "
        + $"again: the first answer comes back, byte for byte, with the header `{IdempotentPosts.ReplayedHeader}: true`.");

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!string.Equals(context.ApiDescription.HttpMethod, HttpMethods.Post, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = IdempotencyKey.Header,
            In = ParameterLocation.Header,
            Description = Description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.MaximumLength },
        });

        var error = context.SchemaGenerator.GenerateSchema(typeof(ErrorView), context.SchemaRepository);
        Document("400", "The body is no JSON, or the `Idempotency-Key` no key.");
        Document("409", "The first request with this `Idempotency-Key` is still being carried out, or something else is in the way.");
        Document("422", "The request cannot be carried out as it stands, or its `Idempotency-Key` was used for another.");

        void Document(string status, string description) => (operation.Responses ??= []).TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = error } },
        });
    }
}
