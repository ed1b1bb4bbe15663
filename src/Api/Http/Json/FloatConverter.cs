using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudControl.Api.Http.Json;

/// <summary>Decimals always with a digit after the point, <c>6.0</c> and never <c>6</c>: fog's suite takes an integer for an error.</summary>
internal sealed class FloatConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when decimal.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var number) => number,
        JsonTokenType.Number => reader.GetDecimal(),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString("0.0##########", CultureInfo.InvariantCulture), skipInputValidation: true);
}
