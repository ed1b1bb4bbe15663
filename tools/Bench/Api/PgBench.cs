using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace CloudControl.Bench.Api;

/// <summary>
/// PostgreSQL's own benchmark, with a script of ours: what the machine can do when nothing but the database works. It sees what a request of
/// the account sees, under row-level security, as nearly all of the API's statements.
/// </summary>
internal sealed partial class PgBench(string connectionString, Guid account, string folder)
{
    private const int Threads = 2;
    private const string Role = "cloudcontrol_api";

    /// <summary>Times the script ran through in a second.</summary>
    /// <param name="script">SQL statements and pgbench's own commands, one a line.</param>
    /// <param name="connections">How many at a time.</param>
    /// <param name="duration">How long, in whole seconds.</param>
    /// <param name="scale">What <c>:round</c> is in the script: ids that the rounds before did not use follow from it.</param>
    public async Task<double> MeasureAsync(string script, int connections, TimeSpan duration, int scale)
    {
        var file = Path.Combine(folder, "script.sql");
        await File.WriteAllTextAsync(file, script);
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        string[] arguments =
        [
            "--no-vacuum", "--protocol=prepared", $"--client={connections}", $"--jobs={Threads}", $"--time={duration.TotalSeconds:f0}",
            $"--define=round={scale}", "--define=n=0", $"--file={file}", $"--host={database.Host}", $"--port={database.Port}",
            $"--username={database.Username}", database.Database!,
        ];
        var start = new ProcessStartInfo("pgbench", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["PGOPTIONS"], start.Environment["PGAPPNAME"]) = ($"-c role={Role}", $"account {account:d}");
        using var process = Process.Start(start) ?? throw new InvalidOperationException("pgbench did not start");
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var rate = Rate().Match(await said);
        return process.ExitCode == 0 && rate.Success
            ? double.Parse(rate.Groups["tps"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench failed: {await complained}\n{script}");
    }

    [GeneratedRegex(@"^tps = (?<tps>[0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Rate();
}
