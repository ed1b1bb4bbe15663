using System.Diagnostics;
using System.Runtime.InteropServices;
using CloudControl.Migrations;
using CloudControl.Testing;
using Npgsql;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>
/// A PostgreSQL of one cloud's own, to be stopped, killed and started again at the same address. It writes without fsync: a killed
/// process loses nothing that reached the kernel, and nobody cuts the machine's power here.
/// </summary>
internal sealed partial class DatabaseProcess : IAsyncDisposable
{
    private const string Name = "cloud";
    private const int MaximumPoolSize = 16;
    private const int Quit = 3;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(5);     // an empty machine installs PostgreSQL first
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly string data = Directory.CreateTempSubdirectory("ccpg-").FullName;
    private readonly string socket = Directory.CreateTempSubdirectory("ccs-").FullName;
    private Process? process;

    /// <summary>The same however often it is started.</summary>
    public string ConnectionString => Address(Name);

    /// <summary>Where its socket is.</summary>
    public string SocketFolder => socket;

    /// <summary>Its wall clock; null for one that cannot be set.</summary>
    public SteppedClock? Clock { get; private init; }

    private string LogFile => data + ".log";

    /// <summary>The same database by way of another folder with a socket.</summary>
    public static string ConnectionStringBy(string folder) => AddressBy(folder, Name);

    /// <summary>A migrated, empty database.</summary>
    /// <param name="clock">The wall clock it lives by; null for the machine's.</param>
    public static async Task<DatabaseProcess> CreateAsync(SteppedClock? clock = null)
    {
        var database = new DatabaseProcess { Clock = clock };
        await database.StartAsync();
        await using (var server = new NpgsqlConnection(database.Address("postgres") + ";Pooling=false"))
        {
            await server.OpenAsync();
            foreach (var sql in (string[])["alter system set fsync = off", "select pg_reload_conf()", $"create database {Name}"])
            {
                await using var command = new NpgsqlCommand(sql, server);
                await command.ExecuteNonQueryAsync();
            }
        }

        await MigrationRunner.MigrateAsync(database.ConnectionString, default);
        return database;
    }

    /// <summary>Starts it and waits until it takes connections, recovery included.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(
            "bash", [RepositoryRoot.Combine("scripts", "pg.sh"), "run", "--data", data, "--socket", socket, "--log", LogFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,     // that it died is no news to who killed it; why it did not start is in its log
        };
        if (Clock is not null && ClockedBinaries.TryMake(data + ".bin", Clock) is { } binaries)
        {
            start.Environment["PG_BIN"] = binaries;
        }

        process = Process.Start(start)!;
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(StartLimit);
        var answer = await process.StandardOutput.ReadLineAsync(limit.Token);
        Assert.True(answer?.StartsWith("READY ", StringComparison.Ordinal), $"scripts/pg.sh said '{answer}' instead of READY\n{await File.ReadAllTextAsync(LogFile)}");
    }

    /// <summary>Stops it in order: open transactions are rolled back, everybody is disconnected.</summary>
    public async Task StopAsync()
    {
        process!.StandardInput.Close();
        await ExitedAsync();
    }

    /// <summary>Stops it at once, as a crash would: the next start recovers.</summary>
    public async Task KillAsync()
    {
        var server = int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First());
        Assert.Equal(0, Send(server, Quit));
        await ExitedAsync();
        SteppedClock.Forget(server);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await StopAsync();
        }

        Directory.Delete(data, recursive: true);
        Directory.Delete(socket, recursive: true);
        ClockedBinaries.Delete(data + ".bin");
        File.Delete(LogFile);
    }

    private string Address(string name) => AddressBy(socket, name);

    private static string AddressBy(string folder, string name) =>
        $"Host={folder};Port=5432;Username=cloudcontrol;Database={name};Maximum Pool Size={MaximumPoolSize}";

    private async Task ExitedAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await process!.WaitForExitAsync(limit.Token);
        process.Dispose();
        process = null;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
