using System.Text.Json;
using CloudControl.Api.Tests.Contract;

namespace CloudControl.Api.Tests.Document;

/// <summary>A schema with its compositions taken apart: which types it may have, which members, which of them always.</summary>
internal sealed record SchemaShape(IReadOnlySet<string> Types, IReadOnlyDictionary<string, SchemaShape> Members, IReadOnlySet<string> Required, SchemaShape? Items, bool IsReadOnly = false)
{
    /// <summary>Deeper than any answer is nested; the contract refers to itself nowhere.</summary>
    private const int MaximumDepth = 12;

    private static readonly SchemaShape Anything = new(new HashSet<string>(), new Dictionary<string, SchemaShape>(), new HashSet<string>(), null);

    public static SchemaShape Of(JsonElement schema, ContractDocument document, int depth = 0)
    {
        schema = document.Resolve(schema);
        if (depth > MaximumDepth)
        {
            throw new InvalidOperationException($"a schema is nested deeper than {MaximumDepth}");
        }

        var own = new SchemaShape(
            new HashSet<string>(schema.TryGetProperty("type", out var type) ? [type.GetString()!] : []),
            schema.TryGetProperty("properties", out var properties)
                ? properties.EnumerateObject().ToDictionary(p => p.Name, p => Of(p.Value, document, depth + 1))
                : Anything.Members,
            new HashSet<string>(schema.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()!) : []),
            schema.TryGetProperty("items", out var items) ? Of(items, document, depth + 1) : null,
            schema.TryGetProperty("readOnly", out var readOnly) && readOnly.ValueKind == JsonValueKind.True);
        var all = Parts("allOf").Aggregate(own, (whole, part) => whole.With(part, whole.Required.Union(part.Required)));
        return new[] { Parts("oneOf"), Parts("anyOf") }.Where(choices => choices.Count > 0).Aggregate(all, (whole, choices) =>
        {
            var choice = choices.Skip(1).Aggregate(choices[0], (one, other) => one.With(other, one.Required.Intersect(other.Required)));
            return whole.With(choice, whole.Required.Union(choice.Required));
        });

        IReadOnlyList<SchemaShape> Parts(string word) =>
            schema.TryGetProperty(word, out var parts) ? [.. parts.EnumerateArray().Select(part => Of(part, document, depth))] : [];
    }

    /// <summary>Either of both, member by member.</summary>
    private SchemaShape With(SchemaShape other, IEnumerable<string> required) => new(
        this.Types.Union(other.Types).ToHashSet(),
        this.Members.Concat(other.Members).GroupBy(m => m.Key).ToDictionary(
            same => same.Key, same => same.Select(m => m.Value).Aggregate((one, next) => one.With(next, one.Required.Union(next.Required)))),
        required.ToHashSet(),
        this.Items is null || other.Items is null ? this.Items ?? other.Items : this.Items.With(other.Items, this.Items.Required.Union(other.Items.Required)),
        this.IsReadOnly || other.IsReadOnly);
}
