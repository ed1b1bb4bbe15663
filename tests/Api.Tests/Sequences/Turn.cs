using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.Sequences;

/// <summary>A request to be, and whether all it names is its sender's.</summary>
/// <param name="Method">How.</param>
/// <param name="Path">Where.</param>
/// <param name="Body">With what; null: without a body.</param>
/// <param name="Token">With whose token; null: the player's own.</param>
internal sealed record Ask(HttpMethod Method, string Path, JsonObject? Body = null, string? Token = null)
{
    public string? Json => this.Body?.ToJsonString();
}

/// <summary>One player's turn: it names things, mostly its own and alive, and remembers when one was not.</summary>
internal sealed class Turn(Random dice, Player player, Player other)
{
    /// <summary>One name in so many is wrong.</summary>
    private const int OneWrongIn = 4;

    public Random Dice => dice;

    /// <summary>Whether everything named so far is the player's and there.</summary>
    public bool NamesItsOwn { get; private set; } = true;

    /// <summary>What was named that belongs to the other; null: nothing did.</summary>
    public Thing? Foreign { get; private set; }

    /// <summary>What was named that is gone; null: nothing was.</summary>
    public Thing? Gone { get; private set; }

    public bool Once(int inSoMany) => dice.Next(inSoMany) == 0;

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[dice.Next(choices.Count)];

    /// <summary>A name that no other thing has.</summary>
    public string NewName() => $"n{dice.NextInt64(1L << 48):x}";

    /// <summary>The id of a thing of the kind.</summary>
    public string Name(Kind kind) => Name(kind, out _);

    /// <param name="kind">Which kind.</param>
    /// <param name="own">The thing, if it is the player's and there.</param>
    public string Name(Kind kind, out Thing? own)
    {
        own = null;
        var (alive, gone, foreign) = (player.Alive(kind), player.Gone(kind), other.Alive(kind));
        if (alive.Count > 0 && !Once(OneWrongIn))
        {
            own = OneOf(alive);
            return own.Id;
        }

        NamesItsOwn = false;
        if (gone.Count > 0 && Once(2))
        {
            Gone = OneOf(gone);
            return Gone.Id;
        }

        if (foreign.Count > 0 && Once(2))
        {
            Foreign = OneOf(foreign);
            return Foreign.Id;
        }

        return kind.UnknownId(dice);
    }
}
