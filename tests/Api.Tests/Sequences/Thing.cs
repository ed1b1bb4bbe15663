namespace CloudControl.Api.Tests.Sequences;

/// <summary>One account in a sequence, and what it should have.</summary>
internal sealed class Player(string name, HttpClient client)
{
    public string Name => name;

    public HttpClient Client => client;

    /// <summary>Everything it ever made, in that order.</summary>
    public List<Thing> Things { get; } = [];

    public IReadOnlyList<Thing> Alive(Kind kind) => [.. this.Things.Where(thing => thing.Kind == kind && !thing.IsGone)];

    /// <summary>But for those whose name was given again: an address is.</summary>
    public IReadOnlyList<Thing> Gone(Kind kind) =>
        [.. this.Things.Where(thing => thing.Kind == kind && thing.IsGone && !this.Alive(kind).Any(again => again.Id == thing.Id))];
}

/// <summary>Something an account made.</summary>
internal sealed class Thing(Kind kind, string id)
{
    public Kind Kind => kind;

    public string Id => id;

    public string Path => kind.PathOf(id);

    /// <summary>Deleted, and so to be found by nobody.</summary>
    public bool IsGone { get; set; }

    /// <summary>What was shown only when it was made; null: nothing.</summary>
    public string? Secret { get; set; }

    /// <summary>Actions of it that requests were told of.</summary>
    public List<long> Actions { get; } = [];

    /// <summary>What a worker has still to do with it; null: nothing.</summary>
    public Func<TestApi, Task>? Pending { get; set; }
}
