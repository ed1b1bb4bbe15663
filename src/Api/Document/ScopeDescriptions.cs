using CloudControl.Api.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace CloudControl.Api.Document;

/// <summary>Says of every operation which scopes a token needs for it.</summary>
internal sealed class ScopeDescriptions : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<RequiredScopes>().LastOrDefault() is { } needed)
        {
            var scopes = string.Join(", ", needed.All.Select(scope => $"`{scope}`"));
            var sentence = $"Needs {(needed.All.Count == 1 ? "the scope" : "the scopes")} {scopes}.";
            operation.Description = string.IsNullOrEmpty(operation.Description) ? sentence : $"{operation.Description} {sentence}";
        }
    }
}
