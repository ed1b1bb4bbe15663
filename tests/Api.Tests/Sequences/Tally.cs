using System.Collections.Concurrent;

namespace CloudControl.Api.Tests.Sequences;

/// <summary>How often what happened in all sequences: a rule that was never put to the test holds for nothing.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> counts = new();

    public int this[string what] => this.counts.GetValueOrDefault(what);

    public void Count(string what) => this.counts.AddOrUpdate(what, 1, (_, before) => before + 1);

    public override string ToString() => string.Join(", ", this.counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key}"));
}
