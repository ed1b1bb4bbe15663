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
        if (operation.RequestBody is not null)
        {
            Document("400", "The body is no JSON.");
        }

        Document("401", "There is no token, or it is unknown.");
        Document("403", "The token may not do this, or nobody may.");
        if (context.ApiDescription.RelativePath?.Contains('{', StringComparison.Ordinal) == true)
        {
            Document("404", "There is no such thing, or it is another account's.");
        }

        if (!HttpMethods.IsGet(context.ApiDescription.HttpMethod!))
        {
            Document("409", "Something else stands in the way, such as the same name or what still belongs to it.");
        }

        Document("429", "Too many requests; `Retry-After` says how long to wait.");
        Document("500", "A defect of ours.");
        Document("default", "Anything else that went wrong.");

        void Document(string status, string description) => operation.Responses.TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = error } },
        });
    }
}
