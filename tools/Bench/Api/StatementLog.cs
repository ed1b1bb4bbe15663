using System.Text.RegularExpressions;
using Npgsql;

namespace CloudControl.Bench.Api;

/// <summary>What the database was asked while something went on, from its own log: whoever else asked, and with which parameters.</summary>
internal sealed partial class StatementLog(NpgsqlDataSource source, string logFile)
{
    private const int Attempts = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Statements in their order, parameters written in as literals: of the last act, when one before took no fewer.</summary>
    public async Task<IReadOnlyList<string>> RecordAsync(Action act)
    {
        // Now and then a request does more than its own: it notes that a token was used, takes a lease.
        for (var (attempt, fewest) = (1, 0); ; attempt++)
        {
            var recorded = await RecordOnceAsync(act);
            if (recorded.Count <= fewest || attempt == Attempts)
            {
                return recorded;
            }

            fewest = fewest == 0 ? recorded.Count : Math.Min(fewest, recorded.Count);
        }
    }

    private async Task<IReadOnlyList<string>> RecordOnceAsync(Action act)
    {
        await TellAsync("alter system set log_line_prefix = '%p|'", "alter system set log_statement = 'all'", "select pg_reload_conf()");
        var (begin, end) = ($"begin {Guid.NewGuid():n}", $"end {Guid.NewGuid():n}");
        await MarkAsync(begin);
        act();
        await MarkAsync(end);
        await TellAsync("alter system reset log_statement", "select pg_reload_conf()");

        var log = await File.ReadAllTextAsync(logFile);
        var from = log.LastIndexOf(begin, StringComparison.Ordinal);
        var own = log[(log.LastIndexOf('\n', from) + 1)..from].Split('|')[0];
        return [.. StatementsOf(log[log.IndexOf('\n', from)..log.IndexOf(end, from, StringComparison.Ordinal)], own)];
    }

    private static IEnumerable<string> StatementsOf(string log, string own)
    {
        string? pending = null;
        foreach (var record in Record().Matches(log).Where(record => record.Groups["session"].Value != own))
        {
            var (kind, text) = (record.Groups["kind"].Value, record.Groups["text"].Value.Replace("\n\t", "\n", StringComparison.Ordinal).Trim());
            if (kind == "DETAIL" && text.StartsWith("parameters: ", StringComparison.Ordinal) && pending is not null)
            {
                pending = WithParameters(pending, text["parameters: ".Length..]);
            }
            else if (kind == "LOG" && Statement().Match(text) is { Success: true } statement)
            {
                if (pending is not null)
                {
                    yield return pending;
                }

                pending = statement.Groups["sql"].Value.Trim().TrimEnd(';');
            }
        }

        if (pending is not null)
        {
            yield return pending;
        }
    }

    private static string WithParameters(string sql, string parameters)
    {
        var values = Parameter().Matches(parameters).ToDictionary(m => m.Groups["number"].Value, m => m.Groups["value"].Value);
        return Placeholder().Replace(sql, match => values[match.Groups["number"].Value]);
    }

    /// <summary>Writes a mark, again and again until it shows: a session learns of a new setting when its signal arrives.</summary>
    private async Task MarkAsync(string mark)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Look)
        {
            await TellAsync($"select '{mark}'");
            if ((await File.ReadAllTextAsync(logFile)).Contains(mark, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(Look);
        }

        throw new TimeoutException($"{logFile} does not show what the database is asked");
    }

    private async Task TellAsync(params string[] statements)
    {
        foreach (var sql in statements)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    [GeneratedRegex(@"^(?<session>\d+)\|(?<kind>[A-Z]+):  (?<text>.*(?:\n\t.*)*)", RegexOptions.Multiline)]
    private static partial Regex Record();

    [GeneratedRegex(@"\A(?:statement|execute [^:]+): (?<sql>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\$(?<number>\d+) = (?<value>NULL|'(?:[^']|'')*')")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\$(?<number>\d+)\b")]
    private static partial Regex Placeholder();
}
