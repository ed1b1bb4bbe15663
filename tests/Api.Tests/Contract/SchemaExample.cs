using System.Text.Json;
using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.Contract;

/// <summary>Makes a value that fits a schema of the contract: its example where it has one, the first choice where there are several.</summary>
internal sealed class SchemaExample(ContractDocument document)
{
    private const string AnyText = "text";

    public JsonNode? Of(JsonElement schema)
    {
        schema = document.Resolve(schema);
        if (schema.TryGetProperty("example", out var example))
        {
            return JsonNode.Parse(example.GetRawText());
        }

        if (schema.TryGetProperty("enum", out var allowed))
        {
            return JsonNode.Parse(allowed[0].GetRawText());
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            return Merged([.. all.EnumerateArray().Select(Of), Members(schema)]);
        }

        if (schema.TryGetProperty("oneOf", out var choices) || schema.TryGetProperty("anyOf", out choices))
        {
            return Of(choices[0]);
        }

        return schema.TryGetProperty("type", out var type) ? OfType(type.GetString()!, schema) : Members(schema);
    }

    private JsonNode? OfType(string type, JsonElement schema) => type switch
    {
        "object" => Members(schema),
        "array" => new JsonArray(Of(schema.GetProperty("items"))),
        "integer" or "number" => 1,
        "boolean" => true,
        _ => AnyText,
    };

    private JsonObject Members(JsonElement schema)
    {
        var made = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var member in properties.EnumerateObject())
            {
                if (!document.Resolve(member.Value).TryGetProperty("readOnly", out _))
                {
                    made[member.Name] = Of(member.Value);
                }
            }
        }

        return made;
    }

    private static JsonNode? Merged(IReadOnlyList<JsonNode?> parts)
    {
        if (parts.All(part => part is JsonObject))
        {
            return new JsonObject(parts.SelectMany(part => part!.AsObject()).GroupBy(member => member.Key)
                .Select(same => KeyValuePair.Create(same.Key, same.Last().Value?.DeepClone())));
        }

        return parts.First(part => part is not JsonObject)?.DeepClone();
    }
}
