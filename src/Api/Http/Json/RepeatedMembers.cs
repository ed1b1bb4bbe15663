using System.Text.Json;

namespace CloudControl.Api.Http.Json;

/// <summary>
/// Drops members that a body has twice with the same value. The official TypeScript SDK (<c>@digitalocean/dots</c>, seen in 1.19) writes
/// the members of a new droplet or volume so. Members with two values stay as they are, to be refused: two answers to one question,
/// say about scrubbing, are none.
/// </summary>
public static class RepeatedMembers
{
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = RequestLimits.MaximumJsonDepth };

    /// <summary>Before any handler reads a body. Bodies are as small as <see cref="RequestLimits.MaximumBodyBytes"/> says.</summary>
    public static void UseRepeatedMembers(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.Request.ContentLength is not 0 && context.GetEndpoint() is not null && !HttpMethods.IsGet(context.Request.Method))
        {
            context.Request.Body = await WithoutAsync(context.Request.Body, context.RequestAborted);
        }

        await next(context);
    });

    private static async Task<Stream> WithoutAsync(Stream body, CancellationToken ct)
    {
        var read = new MemoryStream();
        await body.CopyToAsync(read, ct);
        read.Position = 0;
        try
        {
            using var document = JsonDocument.Parse(new ReadOnlyMemory<byte>(read.GetBuffer(), 0, (int)read.Length), Limits);
            return HasRepeated(document.RootElement) ? Rewrite(document.RootElement) : read;
        }
        catch (JsonException)
        {
            return read;   // whoever wants JSON here says what is wrong with it
        }
    }

    private static bool HasRepeated(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().CountBy(member => member.Name).Any(name => name.Value > 1)
            || value.EnumerateObject().Any(member => HasRepeated(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasRepeated),
        _ => false,
    };

    private static MemoryStream Rewrite(JsonElement value)
    {
        var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            Write(value, writer);
        }

        body.Position = 0;
        return body;
    }

    private static void Write(JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject().DistinctBy(member => member, SameMember.Instance))
            {
                writer.WritePropertyName(member.Name);
                Write(member.Value, writer);
            }

            writer.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray())
            {
                Write(item, writer);
            }

            writer.WriteEndArray();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    /// <summary>The same name with the same value, written in whatever way.</summary>
    private sealed class SameMember : IEqualityComparer<JsonProperty>
    {
        public static readonly SameMember Instance = new();

        public bool Equals(JsonProperty x, JsonProperty y) => x.Name == y.Name && JsonElement.DeepEquals(x.Value, y.Value);

        public int GetHashCode(JsonProperty member) => member.Name.GetHashCode(StringComparison.Ordinal);
    }
}
