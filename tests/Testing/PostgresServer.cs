using System.Collections.Concurrent;
using System.Diagnostics;
using CloudControl.Migrations;
using Npgsql;

namespace CloudControl.Testing;

/// <summary>
/// One private PostgreSQL for a test assembly, with one migrated database that every test class clones. Register it with
/// <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c>. The server starts with the first clone, so a run that needs no
/// database does not wait for one, and it ends with the test process, however that ends: <c>scripts/pg.sh</c> watches its own standard input.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string TemplateName = "template_cc";
    private const int MaxPoolSizePerClone = 10;

    /// <summary>A busy machine is no database that is away: tests wait longer for an answer than processes do.</summary>
    private const int AnswerLimitSeconds = 60;
    private const int RememberedErrorLines = 40;

    /// <summary>Long enough for an empty machine to install PostgreSQL first.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly Lazy<Task<string>> administration;
    private readonly ConcurrentQueue<string> errorLines = new();
    private Process? process;
    private int clones;

    public PostgresServer() => administration = new(StartAsync);

    /// <summary>Makes a database of its own, migrated and empty; about 40 ms.</summary>
    /// <returns>Its connection string, at most <see cref="MaxPoolSizePerClone"/> connections at a time.</returns>
    public async Task<string> CloneAsync(CancellationToken ct = default)
    {
        var server = await administration.Value.WaitAsync(ct);
        var name = $"t{Interlocked.Increment(ref clones)}";
        await ExecuteAsync(server, $"create database {name} template {TemplateName} strategy file_copy", ct);
        return new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            Pooling = true,
            MaxPoolSize = MaxPoolSizePerClone,
            Timeout = AnswerLimitSeconds,
            CommandTimeout = AnswerLimitSeconds,
        }.ConnectionString;
    }

    /// <summary>Drops a clone, whoever is still connected to it.</summary>
    public async Task DropAsync(string connectionString, CancellationToken ct = default)
    {
        await using (var pool = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(pool);
        }

        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync(await administration.Value.WaitAsync(ct), $"drop database if exists {name} with (force)", ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null)
        {
            return;
        }

        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(StopLimit);
        await process.WaitForExitAsync(limit.Token);
        process.Dispose();
    }

    private async Task<string> StartAsync()
    {
        var start = new ProcessStartInfo("bash", [RepositoryRoot.Combine("scripts", "pg.sh"), "run", "--fast"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginErrorReadLine();

        using var limit = new CancellationTokenSource(StartLimit);
        const string ready = "READY ";
        var answer = await process.StandardOutput.ReadLineAsync(limit.Token);
        if (answer?.StartsWith(ready, StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException($"scripts/pg.sh said '{answer}' instead of READY\n{string.Join('\n', errorLines)}");
        }

        // Without pooling, because a connection that stays open in the template would keep it from being cloned.
        var server = new NpgsqlConnectionStringBuilder(answer[ready.Length..]) { Pooling = false }.ConnectionString;
        await ExecuteAsync(server, $"create database {TemplateName}", limit.Token);
        var template = new NpgsqlConnectionStringBuilder(server) { Database = TemplateName }.ConnectionString;
        await MigrationRunner.MigrateAsync(template, limit.Token);
        return server;
    }

    private void Remember(string? line)
    {
        if (line is null)
        {
            return;
        }

        errorLines.Enqueue(line);
        if (errorLines.Count > RememberedErrorLines)
        {
            errorLines.TryDequeue(out _);
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
