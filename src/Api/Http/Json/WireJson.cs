using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudControl.Api.Http.Json;

/// <summary>How JSON is read and written: strictly on the way out, kindly on the way in.</summary>
public static class WireJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.MaxDepth = RequestLimits.MaximumJsonDepth;

        // Two answers to one question, say about scrubbing, are none.
        options.AllowDuplicateProperties = false;

        // Ansible and libcloud send numbers as strings.
        options.NumberHandling = JsonNumberHandling.AllowReadingFromString;
        options.Converters.Add(new LooseBooleanConverter());
        options.Converters.Add(new LooseTextConverter());
        options.Converters.Add(new WholeSecondsConverter());
        options.Converters.Add(new FloatConverter());
    }
}
