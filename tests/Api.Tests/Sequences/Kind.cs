using System.Text.Json.Nodes;

namespace CloudControl.Api.Tests.Sequences;

/// <summary>A kind of resource: how it is ordered, looked at and changed.</summary>
/// <param name="Collection">Where its list is, and its members with their ids behind.</param>
/// <param name="Member">What one is called in an answer.</param>
/// <param name="Order">A request that makes one.</param>
/// <param name="Changes">Requests that change one, given its path.</param>
internal sealed record Kind(string Collection, string Member, Func<Turn, Ask> Order, Func<Turn, Thing, Ask> Changes)
{
    /// <summary>What is found under the path of one: itself, and lists.</summary>
    public IReadOnlyList<string> Views { get; init; } = [""];

    /// <summary>The member that is its id.</summary>
    public string IdMember { get; init; } = "id";

    /// <summary>An id that nothing has.</summary>
    public Func<Random, string> UnknownId { get; init; } = dice => $"{new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)dice.Next(256))])}";

    /// <summary>What the list may have beside what was ordered; in an answer's own words.</summary>
    public Func<JsonNode, bool> ComesByItself { get; init; } = _ => false;

    /// <summary>What a worker does with a new one, given the answer to its order.</summary>
    public Func<Thing, Player, JsonNode, Func<TestApi, Task>?> Birth { get; init; } = (_, _, _) => null;

    /// <summary>What a worker does about a change that was accepted.</summary>
    public Func<Thing, Player, Ask, Func<TestApi, Task>?> End { get; init; } = (_, _, _) => null;

    /// <summary>A request that whoever has it can make only as long as it is there: with a token that is gone nobody is let in.</summary>
    public Func<Thing, Ask?> Use { get; init; } = _ => null;

    public string ListMember => this.Member + "s";

    public string PathOf(string id) => $"{this.Collection}/{id}";
}
