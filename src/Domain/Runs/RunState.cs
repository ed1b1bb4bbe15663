using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudControl.Domain.Runs;

/// <summary>
/// How a pipeline's state is written to its run and read back: JSON with snake_case names and words for enums. A typed id or size
/// (a struct made from one value, such as <c>VolumeId</c> or <c>ByteSize</c>) is that value. Whoever records a run writes its first
/// state with <see cref="Write{T}"/>; the worker reads it before every step.
/// </summary>
public static class RunState
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new SingleValueConverterFactory() },
    };

    public static string Write<T>(T state)
        where T : class => JsonSerializer.Serialize(state, Options);

    /// <exception cref="JsonException">The text is not such a state.</exception>
    public static T Read<T>(string json)
        where T : class => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"the state of a {typeof(T).Name} is null");

    /// <summary>Takes structs of this assembly that have exactly one constructor, with exactly one parameter, named after a property.</summary>
    private sealed class SingleValueConverterFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => ValueOf(typeToConvert) is not null;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => (JsonConverter)Activator.CreateInstance(
            typeof(SingleValueConverter<,>).MakeGenericType(typeToConvert, ValueOf(typeToConvert)!.PropertyType), ValueOf(typeToConvert))!;

        private static PropertyInfo? ValueOf(Type type) =>
            type.IsValueType && type.Assembly == typeof(RunState).Assembly && type.GetConstructors() is [var maker] && maker.GetParameters() is [var parameter]
                ? type.GetProperty(parameter.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)
                : null;
    }

    private sealed class SingleValueConverter<TStruct, TValue>(PropertyInfo value) : JsonConverter<TStruct>
        where TStruct : struct
    {
        public override TStruct Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (TStruct)Activator.CreateInstance(typeof(TStruct), JsonSerializer.Deserialize<TValue>(ref reader, options))!;

        public override void Write(Utf8JsonWriter writer, TStruct written, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, (TValue)value.GetValue(written)!, options);
    }
}
