using System.Globalization;
using Npgsql;

namespace CloudControl.Bench.Api;

/// <summary>
/// What an API process on this machine can do. First orders and reads a second, each beside what pgbench makes of the very statements
/// that the API was just seen to execute, one by one, on the same database, in turn; then how lists, filters, tags and destroys by tag take in an
/// account with a hundred droplets and in one with ten thousand.
/// </summary>
internal sealed class ApiBench(Uri server, string token, string connectionString, string logFile, Func<ProcessorTime?> used)
{
    private const int Connections = 32;
    private const int Rounds = 3;
    private const int FirstRequests = 200;
    private const int Droplets = 100;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    /// <summary>The API is warm when a round brings hardly more than the one before: its code is compiled as it will stay. Or after so many.</summary>
    private const int MostWarmUps = 8;
    private const double HardlyMore = 1.03;

    /// <param name="server">Where the API listens.</param>
    /// <param name="token">An operator's token.</param>
    /// <param name="connectionString">Of the API's database.</param>
    /// <param name="logFile">Of the database's server.</param>
    /// <param name="api">The API's process id.</param>
    public static async Task RunAsync(Uri server, string token, string connectionString, string logFile, int api)
    {
        // One session, which the log can be told to leave out.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 1 });
        var account = new BenchAccount(source);
        await account.PrepareAsync();
        var postmaster = await account.PostmasterAsync();
        var bench = new ApiBench(server, token, connectionString, logFile, () => ProcessorTime.Read(api, postmaster));
        await bench.MeasureRatesAsync(account, new StatementLog(source, logFile));
        await new Scaling(server, token, account).RunAsync();
    }

    private async Task MeasureRatesAsync(BenchAccount account, StatementLog log)
    {
        var order = Request("POST", "/v2/droplets", BenchAccount.Order("bench"));
        Load.Median(server, 202, Enumerable.Repeat(order, FirstRequests));
        await account.FillAsync(Droplets);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Connections} connections, {Environment.ProcessorCount} processors; medians of {Rounds} rounds of {Duration.TotalSeconds} s"));
        Console.WriteLine($"{"",-22} {"API/s",8} {"pgbench/s",10} {"share",7} {"target",7}   statements, and microseconds of a processor a request");

        var ids = await account.IdsAsync();
        var reads = ids.Select(id => Request("GET", $"/v2/droplets/{id}")).ToArray();
        Load.Median(server, 200, Enumerable.Repeat(reads[0], FirstRequests));
        var read = await log.RecordAsync(() => Load.Median(server, 200, [reads[^1]]));
        var readScript = Script.Of(
            read, $"\\set droplet_id random({ids[0]}, {ids[^1]})", new Dictionary<string, string> { [$"{ids[^1]}"] = ":droplet_id::bigint" });
        var owner = await account.OwnerAsync();
        await CompareAsync(owner, "get a droplet", 40, read.Count, readScript, 200, i => reads[i % reads.Length], () => Task.CompletedTask);

        Load.Median(server, 202, Enumerable.Repeat(order, FirstRequests));
        var written = await log.RecordAsync(() => Load.Median(server, 202, [order]));
        var newest = await account.NewestAsync();
        var writeScript = Script.Of(written, WriteSetUp, new Dictionary<string, string>
        {
            [$"{newest.Droplet}"] = ":id::bigint",
            [$"{newest.Action}"] = ":id::bigint",
            [$"{newest.Volume}"] = "md5(:id || 'volume')::uuid",
            [$"{newest.Run}"] = "md5(:id || 'run')::uuid",
            [$"{newest.AuditEntry}"] = "md5(:id || 'audit')::uuid",
        });
        await CompareAsync(owner, "create a droplet", 25, written.Count, writeScript, 202, _ => order, () => account.FillAsync(Droplets));
    }

    /// <summary>Ids far from those of the API, and different in every round and on every connection.</summary>
    private const string WriteSetUp =
        """
        \set n :n + 1
        \set id 1000000000000 + :round * 100000000000 + :client_id * 1000000000 + :n
        """;

    private async Task CompareAsync(
        Guid account, string what, int target, int statements, string script, int expected, Func<int, byte[]> request, Func<Task> afterwards)
    {
        var (api, database, took) = (new List<double>(), new List<double>(), new List<string>());
        var pgbench = new PgBench(connectionString, account, Path.GetDirectoryName(logFile)!);
        for (var (round, before, now) = (0, 0.0, 1.0); round < MostWarmUps && now > before * HardlyMore; round++)
        {
            (before, now) = (now, Load.Measure(server, Connections, Duration, expected, request));
            await afterwards();
        }

        for (var round = 0; round < Rounds; round++)
        {
            await afterwards();
            var before = used();
            var rate = Load.Measure(server, Connections, Duration, expected, request);
            took.Add(before is null ? "" : (used()! - before).PerRequest(rate * Duration.TotalSeconds));
            api.Add(rate);
            await afterwards();
            database.Add(await pgbench.MeasureAsync(script, Connections, Duration, round));
        }

        await afterwards();
        var share = 100 * Median(api) / Median(database);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-22} {Median(api),8:f0} {Median(database),10:f0} {share,6:f0}% {$">={target}%",7}   {statements} {took[api.IndexOf(Median(api))]}{(share < target ? "   MISSED" : "")}"));
    }

    private byte[] Request(string method, string path, string? json = null) => HttpConnection.Request(server, token, method, path, json);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
