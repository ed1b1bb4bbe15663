using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudControl.Api.Http.Json;

/// <summary>Timestamps as <c>2020-11-14T16:29:21Z</c>: UTC, whole seconds. Terraform parses exactly that layout.</summary>
internal sealed class WholeSecondsConverter : JsonConverter<DateTimeOffset>
{
    private const string Layout = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Layout, CultureInfo.InvariantCulture));
}
