using System.Text.RegularExpressions;

namespace CloudControl.Tidy.Tests;

public sealed partial class WordTests
{
    /// <summary>Spelled in pieces, or this file would be the first offender.</summary>
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Exception"];

    [Fact]
    public void Nothing_is_left_for_later() =>
        Untidy.ShouldBeNone(SourceTree.All.SelectMany(file => file.LinesWhere(line => Unfinished.Any(word => Regex.IsMatch(line, $@"\b{word}\b")))));

    [Fact]
    public void No_type_is_named_before_it_found_its_noun() =>
        Untidy.ShouldBeNone(SourceTree.All.SelectMany(file => file.LinesWhere(line => NounlessType().IsMatch(line))));

    [Fact]
    public void The_product_asks_the_clock_it_was_given() =>
        Untidy.ShouldBeNone(SourceTree.CSharp("src").SelectMany(file => file.LinesWhere(line => SystemClock().IsMatch(line))));

    [Fact]
    public void No_file_names_the_machine_it_was_written_on() =>
        Untidy.ShouldBeNone(SourceTree.All.SelectMany(file => file.LinesWhere(line => line.Contains("/wo" + "rk/", StringComparison.Ordinal))));

    [Fact]
    public void No_test_sleeps_on_its_thread() =>
        Untidy.ShouldBeNone(SourceTree.CSharp("tests").SelectMany(file => file.LinesWhere(line => line.Contains("Thread.Sl" + "eep", StringComparison.Ordinal))));

    [GeneratedRegex(@"\b(class|record|struct|interface)\s+\w*(Manager|Helper|Util|Utility|Utilities)s?\b")]
    private static partial Regex NounlessType();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bDateTime\.Today\b")]
    private static partial Regex SystemClock();
}
