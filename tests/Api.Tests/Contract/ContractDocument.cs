using System.Text.Json;
using CloudControl.Testing;

namespace CloudControl.Api.Tests.Contract;

/// <summary>The contract: which operations there are, and what each may answer.</summary>
internal sealed class ContractDocument
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    private readonly JsonElement root;

    private ContractDocument(JsonElement root)
    {
        this.root = root;
        this.Operations = [..
            from path in root.GetProperty("paths").EnumerateObject()
            from method in path.Value.EnumerateObject()
            where Methods.Contains(method.Name)
            select new ContractOperation(method.Name.ToUpperInvariant(), path.Name, method.Value)];
    }

    public static ContractDocument Digitalocean { get; } =
        Read(File.ReadAllText(RepositoryRoot.Combine("tests", "Api.Tests", "Contract", "digitalocean-v2.json")));

    /// <summary>Every operation, in the contract's order.</summary>
    public IReadOnlyList<ContractOperation> Operations { get; }

    /// <summary>What we publish ourselves, as it is committed.</summary>
    public static ContractDocument Published { get; } = Read(File.ReadAllText(RepositoryRoot.Combine("tests", "Api.Tests", "Golden", "openapi.json")));

    /// <summary>Reads a contract, or our own document in its place.</summary>
    public static ContractDocument Read(string json) => new(JsonDocument.Parse(json).RootElement);

    /// <summary>The operation of a request; null when the contract knows no such path or method.</summary>
    public ContractOperation? FindOperation(string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        var template = this.Operations.Select(operation => operation.Path)
            .Where(template => Matches(template.Trim('/').Split('/'), segments))
            .MinBy(template => template.Split('/').Count(IsParameter));    // a literal segment before a parameter
        return this.Operations.SingleOrDefault(operation => operation.Path == template && operation.Method == method);
    }

    /// <summary>An operation's body as JSON: its schema and examples; null when it has none.</summary>
    public JsonElement? FindBody(ContractOperation operation) => operation.Element.TryGetProperty("requestBody", out var body) ? FindJson(Resolve(body)) : null;

    /// <summary>What a body or an answer is as JSON; null when it is none.</summary>
    public static JsonElement? FindJson(JsonElement documented) =>
        documented.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json) ? json : null;

    /// <summary>Whether a status is documented by itself.</summary>
    public static bool HasStatus(ContractOperation operation, int status) => operation.Element.GetProperty("responses").TryGetProperty($"{status}", out _);

    /// <summary>What is documented for a status, or else for all others; null when neither is.</summary>
    public JsonElement? FindResponse(ContractOperation operation, int status)
    {
        var responses = operation.Element.GetProperty("responses");
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
