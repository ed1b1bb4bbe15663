using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudControl.Api.Http.Json;

/// <summary>
/// An optional boolean in a request: python-digitalocean sends <c>"true"</c>, others 1 and 0, and an empty string means absent.
/// A flag about scrubbing is not read by this but by <see cref="Domain.Storage.ScrubFlag"/>.
/// </summary>
internal sealed class LooseBooleanConverter : JsonConverter<bool?>
{
    public override bool? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.Null => null,
        JsonTokenType.String => Of(reader.GetString()!),
        JsonTokenType.Number when reader.TryGetInt32(out var number) && number is 0 or 1 => number == 1,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options)
    {
        if (value is { } known)
        {
            writer.WriteBooleanValue(known);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static bool? Of(string text) => text.Trim().ToLowerInvariant() switch
    {
        "" => null,
        "true" or "1" or "yes" => true,
        "false" or "0" or "no" => false,
        _ => throw new JsonException(),
    };
}
