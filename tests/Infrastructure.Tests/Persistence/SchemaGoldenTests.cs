using System.Diagnostics;
using CloudControl.Testing;
using Npgsql;

namespace CloudControl.Infrastructure.Tests.Persistence;

/// <summary>What all migrations together make, in SQL: a migration's real effect is read in this file's diff.</summary>
public sealed class SchemaGoldenTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task The_migrated_schema_is_the_committed_one()
    {
        var dump = await DumpAsync(TestContext.Current.CancellationToken);

        Golden.ShouldMatch(dump, "../../../migrations/schema.sql");
    }

    private async Task<string> DumpAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var start = new ProcessStartInfo(
            PgDump(), ["--schema-only", "--no-owner", "--no-privileges", "-h", connection.Host!, "-U", connection.Username!, connection.Database!])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        Assert.Equal(0, process.ExitCode);
        return string.Join('\n', Statements(text));
    }

    /// <summary>Without what speaks of the server and of the dump itself: comments, settings, pg_dump's own commands.</summary>
    private static IEnumerable<string> Statements(string dump)
    {
        var previousEmpty = true;
        foreach (var line in dump.Split('\n'))
        {
            if (line.StartsWith("--", StringComparison.Ordinal) || line.StartsWith("SET ", StringComparison.Ordinal) || line.StartsWith('\\')
                || line.StartsWith("SELECT pg_catalog.set_config", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.Length > 0 || !previousEmpty)
            {
                yield return line;
            }

            previousEmpty = line.Length == 0;
        }
    }

    /// <summary>The one that belongs to the newest installed server, which is the one <c>scripts/pg.sh</c> starts.</summary>
    private static string PgDump()
    {
        var folders = Environment.GetEnvironmentVariable("PG_BIN") is { Length: > 0 } named
            ? [named]
            : Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var major) ? major : 0)
                    .Select(folder => Path.Combine(folder, "bin")).ToArray()
                : [];
        return folders.Select(folder => Path.Combine(folder, "pg_dump")).FirstOrDefault(File.Exists) ?? "pg_dump";
    }
}
