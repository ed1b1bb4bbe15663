using System.Text.Json;
using CloudControl.Domain.Events;
using CloudControl.Domain.Hosts;
using CloudControl.Testing;

namespace CloudControl.Tidy.Tests;

public sealed class DocumentedTests
{
    [Fact]
    public void Every_type_of_event_is_told_to_those_who_receive_it() =>
        Untidy.ShouldBeNone(Missing("webhooks.md", [.. EventTypes.All, EventTypes.WebhookTest]));

    [Fact]
    public void Every_kind_of_finding_is_explained_to_operators() =>
        Untidy.ShouldBeNone(Missing("operating.md", Enum.GetNames<FindingKind>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)));

    private static IEnumerable<string> Missing(string document, IEnumerable<string> words)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", document));
        return words.Where(word => !text.Contains($"`{word}`", StringComparison.Ordinal)).Select(word => $"docs/{document} does not tell of {word}");
    }
}
