using CloudControl.Api.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>The errors every operation may answer, once for all of them.</summary>
internal sealed class ErrorResponses : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Responses ??= [];
        var error = context.SchemaGenerator.GenerateSchema(typeof(ErrorView), context.SchemaRepository);
        Document("401", "There is no token, or it is unknown.");
        if (context.ApiDescription.RelativePath?.Contains('{', StringComparison.Ordinal) == true)
        {
            Document("404", "There is no such thing, or it is another account's.");
        }

        Document("429", "Too many requests; `Retry-After` says how long to wait.");
        Document("default", "Anything else that went wrong.");

        void Document(string status, string description) => operation.Responses.TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = error } },
        });
    }
}
