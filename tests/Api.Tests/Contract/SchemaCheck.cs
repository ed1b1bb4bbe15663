using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CloudControl.Api.Tests.Contract;

/// <summary>
/// Checks a JSON value against a schema of OpenAPI 3.0: type, nullable, enum, required, properties, items, the composition words and
/// the formats and bounds that the contract uses. Complaints name the place, such as <c>$.droplet.region.slug</c>.
/// </summary>
internal sealed class SchemaCheck(ContractDocument document)
{
    /// <summary>All that is wrong with the value; empty when it fits.</summary>
    public IReadOnlyList<string> Complaints(JsonElement value, JsonElement schema, string place = "$")
    {
        schema = document.Resolve(schema);
        if (value.ValueKind == JsonValueKind.Null && IsTrue(schema, "nullable"))
        {
            return [];
        }

        var found = new List<string>();
        if (schema.TryGetProperty("type", out var type) && !HasType(value, type.GetString()!))
        {
            return [$"{place} is {value.ValueKind}, not {type}"];
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
        {
            found.Add($"{place} is {value.GetRawText()}, which is none of {allowed.GetRawText()}");
        }

        CheckComposition(value, schema, place, found);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(value, schema, place, found);
                break;
            case JsonValueKind.Array when schema.TryGetProperty("items", out var items):
                found.AddRange(value.EnumerateArray().SelectMany((item, index) => Complaints(item, items, $"{place}[{index}]")));
                break;
            case JsonValueKind.String:
                CheckString(value.GetString()!, schema, place, found);
                break;
            case JsonValueKind.Number:
                CheckNumber(value.GetDecimal(), schema, place, found);
                break;
        }

        return found;
    }

    private void CheckComposition(JsonElement value, JsonElement schema, string place, List<string> found)
    {
        if (schema.TryGetProperty("allOf", out var all))
        {
            found.AddRange(all.EnumerateArray().SelectMany(one => Complaints(value, one, place)));
        }

        if (schema.TryGetProperty("anyOf", out var any) && any.EnumerateArray().All(one => Complaints(value, one, place).Count > 0))
        {
            found.Add($"{place} fits none of anyOf");
        }

        if (schema.TryGetProperty("oneOf", out var choices) && choices.EnumerateArray().Count(one => Complaints(value, one, place).Count == 0) != 1)
        {
            found.Add($"{place} does not fit exactly one of oneOf");
        }
    }

    private void CheckObject(JsonElement value, JsonElement schema, string place, List<string> found)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            found.AddRange(required.EnumerateArray().Select(name => name.GetString()!)
                .Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{place}.{name} is missing"));
        }

        if (!schema.TryGetProperty("properties", out var properties))
        {
            return;
        }

        if (schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False)
        {
            found.AddRange(value.EnumerateObject().Where(member => !properties.TryGetProperty(member.Name, out _)).Select(member => $"{place}.{member.Name} is not documented"));
        }

        foreach (var member in properties.EnumerateObject())
        {
            if (value.TryGetProperty(member.Name, out var present))
            {
                found.AddRange(Complaints(present, member.Value, $"{place}.{member.Name}"));
            }
        }
    }

    private static void CheckString(string text, JsonElement schema, string place, List<string> found)
    {
        if (schema.TryGetProperty("maxLength", out var maximum) && text.Length > maximum.GetInt32())
        {
            found.Add($"{place} is longer than {maximum}");
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!))
        {
            found.Add($"{place} '{text}' does not match {pattern}");
        }

        if (schema.TryGetProperty("format", out var format) && !HasFormat(text, format.GetString()!))
        {
            found.Add($"{place} '{text}' is no {format}");
        }
    }

    private static void CheckNumber(decimal number, JsonElement schema, string place, List<string> found)
    {
        if (schema.TryGetProperty("minimum", out var minimum) && number < minimum.GetDecimal())
        {
            found.Add($"{place} {number} is below {minimum}");
        }

        if (schema.TryGetProperty("maximum", out var maximum) && number > maximum.GetDecimal())
        {
            found.Add($"{place} {number} is above {maximum}");
        }

        if (schema.TryGetProperty("multipleOf", out var unit) && number % unit.GetDecimal() != 0)
        {
            found.Add($"{place} {number} is no multiple of {unit}");
        }
    }

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "the contract uses a type this check does not know"),
    };

    /// <summary>Timestamps are stricter than the format: whole seconds and Z, as Terraform parses them.</summary>
    private static bool HasFormat(string text, string format) => format switch
    {
        "date-time" => DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "ipv4" => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork,
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => true,
    };

    private static bool IsTrue(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;
}
