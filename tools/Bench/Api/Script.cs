using System.Text.RegularExpressions;

namespace CloudControl.Bench.Api;

/// <summary>Turns statements that the API was seen to execute into a script for pgbench, in which chosen values differ from run to run.</summary>
internal static partial class Script
{
    /// <param name="statements">As recorded, every parameter a literal.</param>
    /// <param name="setUp">pgbench's commands that set the script's variables.</param>
    /// <param name="values">Which literals become which expression, such as a droplet's id <c>:droplet_id</c>.</param>
    public static string Of(IEnumerable<string> statements, string setUp, IReadOnlyDictionary<string, string> values) =>
        setUp + "\n" + string.Concat(statements.Select(sql => Literal().Replace(sql, literal => Rewrite(literal.Value, values)) + ";\n"));

    private static string Rewrite(string literal, IReadOnlyDictionary<string, string> values)
    {
        var value = literal[1..^1];
        if (values.TryGetValue(value, out var expression))
        {
            return expression;
        }

        if (value.StartsWith('{') && values.TryGetValue(value.Trim('{', '}'), out var element))
        {
            return $"array[{element}]";
        }

        // pgbench takes :13 for a variable, even inside a literal such as a time of day.
        return value.Contains(':', StringComparison.Ordinal)
            ? $"E'{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(":", @"\x3A", StringComparison.Ordinal)}'"
            : literal;
    }

    [GeneratedRegex("'(?:[^']|'')*'")]
    private static partial Regex Literal();
}
