using System.Text.Json;
using CloudControl.Testing;

namespace CloudControl.Api.Tests.Contract;

/// <summary>The contract: which operations there are, and what each may answer.</summary>
internal sealed class ContractDocument
{
    private readonly JsonElement root;

    private ContractDocument(JsonElement root) => this.root = root;

    public static ContractDocument Digitalocean { get; } = new(
        JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("tests", "Api.Tests", "Contract", "digitalocean-v2.json"))).RootElement);

    /// <summary>The operation of a request; null when the contract knows no such path or method.</summary>
    public JsonElement? FindOperation(string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        var best = this.root.GetProperty("paths").EnumerateObject()
            .Select(entry => (entry.Value, Template: entry.Name.Trim('/').Split('/')))
            .Where(entry => Matches(entry.Template, segments))
            .OrderBy(entry => entry.Template.Count(IsParameter))    // a literal segment before a parameter
            .Select(entry => (JsonElement?)entry.Value)
            .FirstOrDefault();
        return best?.TryGetProperty(method.ToLowerInvariant(), out var operation) == true ? operation : null;
    }

    /// <summary>What is documented for a status, or else for all others; null when neither is.</summary>
    public JsonElement? FindResponse(JsonElement operation, int status)
    {
        var responses = operation.GetProperty("responses");
        return responses.TryGetProperty($"{status}", out var response) || responses.TryGetProperty("default", out response)
            ? Resolve(response)
            : null;
    }

    /// <summary>Follows references to where they end.</summary>
    public JsonElement Resolve(JsonElement element)
    {
        while (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference))
        {
            element = reference.GetString()!.TrimStart('#', '/').Split('/')
                .Aggregate(this.root, (at, name) => at.GetProperty(name.Replace("~1", "/", StringComparison.Ordinal)));
        }

        return element;
    }

    private static bool Matches(string[] template, string[] path) =>
        template.Length == path.Length && template.Zip(path).All(pair => IsParameter(pair.First) || pair.First == pair.Second);

    private static bool IsParameter(string segment) => segment.StartsWith('{');
}
