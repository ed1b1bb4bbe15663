using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.Sequences;

/// <summary>Makes of a good body one that may be none: a member gone, of another type, empty, huge, hostile.</summary>
internal static class Mutation
{
    private const int HugeLength = 70_000;

    private static readonly Func<JsonNode?>[] Odd =
    [
        () => null, () => "", () => "  ", () => new string('x', HugeLength), () => "\0", () => "ä€𐍈", () => "%00../..", () => "'; drop table droplets; --",
        () => -1, () => 0, () => long.MaxValue, () => 1.5, () => JsonNode.Parse("1e400"), () => true,
        () => new JsonArray(), () => new JsonArray(null, 1, "x"), () => new JsonObject(), () => new JsonObject { ["x"] = new JsonArray(new JsonObject()) },
    ];

    public static JsonObject Of(JsonObject body, Turn turn)
    {
        var mutated = body.DeepClone().AsObject();
        if (mutated.Count == 0)
        {
            return mutated;
        }

        var name = turn.OneOf([.. mutated.Select(member => member.Key)]);
        mutated.Remove(name);
        if (!turn.Once(5))
        {
            mutated[name] = turn.OneOf(Odd)();
        }

        return mutated;
    }
}
