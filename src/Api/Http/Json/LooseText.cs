using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudControl.Api.Http.Json;

/// <summary>
/// A member that clients send as a string, a number or a boolean: <c>image</c> is 101, "101" or "debian-12-x64" (Ansible, libcloud),
/// <c>scrub_data</c> is true, "true", 1 or "1" (fog).
/// </summary>
/// <param name="Text">What was said, as it was spelled; may be empty.</param>
public readonly record struct LooseText(string Text)
{
    /// <summary>Null when nothing was said: absent, null and empty are the same (droplet_kit sends null, godo sends "").</summary>
    public static string? Said(LooseText? value) => string.IsNullOrWhiteSpace(value?.Text) ? null : value.Value.Text.Trim();

    public override string ToString() => Text;
}

/// <inheritdoc cref="LooseText"/>
internal sealed class LooseTextConverter : JsonConverter<LooseText>
{
    public override LooseText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => new LooseText(reader.GetString()!),
        JsonTokenType.True => new LooseText("true"),
        JsonTokenType.False => new LooseText("false"),
        JsonTokenType.Number => new LooseText(JsonElement.ParseValue(ref reader).GetRawText()),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, LooseText value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}

/// <summary>An optional list that some clients send as an empty string.</summary>
internal sealed class LooseListConverter<T> : JsonConverter<IReadOnlyList<T>>
{
    public override IReadOnlyList<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("") ? null : JsonSerializer.Deserialize<List<T>>(ref reader, options);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToArray(), options);
}
