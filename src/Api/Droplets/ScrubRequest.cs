using System.Text.Json;
using CloudControl.Api.Http;
using CloudControl.Domain;
using CloudControl.Domain.Storage;

namespace CloudControl.Api.Droplets;

/// <summary>
/// What the caller of a destroy said about scrubbing: <c>scrub</c> or <c>scrub_data</c>, in the query or in a JSON body. Most say
/// nothing, some with a body of <c>{}</c> or <c>null</c> (python-digitalocean, Ansible). Whoever says two different things has said
/// nothing anyone can rely on: an error, like a word nobody understands, and never a "no".
/// </summary>
/// <param name="Choice">The caller's word, or why it cannot be understood.</param>
public sealed record ScrubRequest(Result<ScrubChoice> Choice)
{
    private static readonly string[] Names = ["scrub", "scrub_data"];

    public static async ValueTask<ScrubRequest> BindAsync(HttpContext context)
    {
        var inQuery = Names.SelectMany(name => context.Request.Query[name].AsEnumerable());
        return new ScrubRequest(Combine([.. inQuery, .. await ReadBodyAsync(context)]));
    }

    /// <summary>One choice out of everything that was said.</summary>
    public static Result<ScrubChoice> Combine(params IReadOnlyList<string?> words)
    {
        var choice = ScrubChoice.Unsaid;
        foreach (var word in words)
        {
            var said = ScrubFlag.ParseV2(word);
            if (!said.IsOk)
            {
                return said;
            }

            if (said.Value != ScrubChoice.Unsaid && choice != ScrubChoice.Unsaid && said.Value != choice)
            {
                return new ScrubFlagUnintelligible();
            }

            if (said.Value != ScrubChoice.Unsaid)
            {
                choice = said.Value;
            }
        }

        return choice;
    }

    private static async Task<IReadOnlyList<string?>> ReadBodyAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);     // Kestrel bounds it: RequestLimits.MaximumBodyBytes
        if (buffer.Length == 0)
        {
            return [];
        }

        try
        {
            buffer.Position = 0;
            using var body = await JsonDocument.ParseAsync(
                buffer, new JsonDocumentOptions { MaxDepth = RequestLimits.MaximumJsonDepth }, context.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object ? Words(body.RootElement) : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)     // the latter: half a surrogate pair
        {
            throw new BadHttpRequestException("the body is no JSON");
        }
    }

    /// <summary>Every member that goes by one of the names: a name given twice is two words.</summary>
    private static string?[] Words(JsonElement body) =>
    [
        .. body.EnumerateObject()
            .Where(member => Names.Contains(member.Name, StringComparer.OrdinalIgnoreCase))
            .Select(member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.GetRawText()),
    ];
}
