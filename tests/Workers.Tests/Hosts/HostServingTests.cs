using CloudControl.Testing;
using CloudControl.Workers.Hosts;

namespace CloudControl.Workers.Tests.Hosts;

/// <summary>A host has one server at a time, whoever else wants to be it, and comes and goes while its server runs.</summary>
public sealed class HostServingTests(TestDatabase databases) : IClassFixture<TestDatabase>
{
    private const string Elsewhere = "elsewhere";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_worker_serves_what_is_free_and_takes_over_the_rest_when_the_first_ends()
    {
        await using var world = await ServedWorld.CreateAsync(databases);
        var first = await world.StartAsync("first", "nyc3-01");
        var second = await world.StartAsync("second", "nyc3-01,nyc3-02");
        Assert.Equal(["nyc3-01"], first.Serves);
        Assert.Equal(["nyc3-02"], second.Serves);
        Assert.Equal(("first", "second"), ((await world.RowAsync("nyc3-01"))!.ServedBy, (await world.RowAsync("nyc3-02"))!.ServedBy));

        await first.StopAsync();

        await Eventually.HoldsAsync(() => second.Serves.Count == 2);
        Assert.Equal("second", (await world.RowAsync("nyc3-01"))!.ServedBy);
    }

    [Fact]
    public async Task Whoever_has_another_disk_of_that_name_waits_until_the_lease_has_lapsed()
    {
        await using var world = await ServedWorld.CreateAsync(databases);
        var first = await world.StartAsync("first", "nyc3-01");
        var second = await world.StartAsync("second", "nyc3-01", Elsewhere);     // no file of the first is in its way
        await second.Get<HostServing>().LookAsync(Ct);
        Assert.Empty(second.Serves);
        Assert.False(File.Exists(Path.Combine(world.FolderOf(Elsewhere), "nyc3-01", "pv.img")));

        await Eventually.HoldsAsync(async () =>
        {
            await world.ExecuteAsync("update hosts set served_until = now() - interval '1 second' where served_by = 'first'");
            await second.Get<HostServing>().LookAsync(Ct);
            return second.Serves.Count == 1;
        });

        await first.Get<HostHeartbeat>().BeatAsync(Ct);      // the first learns of it
        Assert.Empty(first.Serves);
        Assert.Equal("second", (await world.RowAsync("nyc3-01"))!.ServedBy);
        using var file = File.Open(Path.Combine(world.FolderOf("hosts"), "nyc3-01", "pv.img"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public async Task A_lease_that_lapsed_while_the_database_was_away_and_that_nobody_took_goes_on()
    {
        await using var world = await ServedWorld.CreateAsync(databases);
        var worker = await world.StartAsync("first", "nyc3-01");
        await world.ExecuteAsync("update hosts set served_until = now() - interval '1 hour'");

        await worker.Get<HostHeartbeat>().BeatAsync(Ct);

        Assert.Equal(["nyc3-01"], worker.Serves);
        Assert.True((await world.RowAsync("nyc3-01"))!.ServedUntil > DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_host_that_the_configuration_names_later_is_served_without_a_restart()
    {
        await using var world = await ServedWorld.CreateAsync(databases);
        var worker = await world.StartAsync("first", "nyc3-01");

        worker.Set("Storage:Hosts", "nyc3-01,nyc3-07");

        await Eventually.HoldsAsync(() => worker.Serves.Contains("nyc3-07"));
        Assert.True((await world.RowAsync("nyc3-07"))!.TotalExtents > 0);
    }

    [Fact]
    public async Task A_host_that_an_operator_added_is_served_by_who_accepts_it_and_by_nobody_elsewhere_after_that()
    {
        await using var world = await ServedWorld.CreateAsync(databases);
        var modest = await world.StartAsync("modest", "nyc3-01");
        var keen = await world.StartAsync("keen", new Dictionary<string, string?>
        {
            ["Storage:Hosts"] = "nyc3-02",
            ["Storage:Root"] = world.FolderOf("hosts"),
            ["Storage:AcceptHosts"] = "nyc3-*",
        });

        await AddAsync(world, "nyc3-08");
        await AddAsync(world, "ams3-01");
        await Eventually.HoldsAsync(() => keen.Serves.Contains("nyc3-08"));
        Assert.Equal(["nyc3-01"], modest.Serves);
        Assert.Equal(0, (await world.RowAsync("ams3-01"))!.TotalExtents);

        await keen.StopAsync();
        var other = await world.StartAsync("other", new Dictionary<string, string?>
        {
            ["Storage:Hosts"] = "nyc3-03",
            ["Storage:Root"] = world.FolderOf(Elsewhere),
            ["Storage:AcceptHosts"] = "*",
        });
        await other.Get<HostServing>().LookAsync(Ct);
        Assert.Equal(["ams3-01", "nyc3-03"], other.Serves);      // the other host's disk is where keen has it
    }

    [Fact]
    public async Task A_removed_host_is_closed_without_a_restart_and_not_served_again()
    {
        await using var world = await ServedWorld.CreateAsync(databases);
        var worker = await world.StartAsync("first", "nyc3-01,nyc3-02");
        var socket = Path.Combine(world.FolderOf("hosts"), "nyc3-01", "nbd.sock");
        Assert.True(File.Exists(socket));

        await world.ExecuteAsync("update hosts set state = 'removed' where name = 'nyc3-01'");
        await worker.Get<HostHeartbeat>().BeatAsync(Ct);
        await worker.Get<HostServing>().LookAsync(Ct);

        Assert.Equal(["nyc3-02"], worker.Serves);
        Assert.False(File.Exists(socket));
        using var file = File.Open(Path.Combine(world.FolderOf("hosts"), "nyc3-01", "pv.img"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private static Task AddAsync(ServedWorld world, string name) => world.ExecuteAsync(
        $"""
        insert into hosts (name, region_slug, state, extent_bytes, chunk_bytes, total_extents, held_extents, last_seen_at)
        values ('{name}', '{Domain.Hosts.Host.RegionOf(name)}', 'serving', 4194304, 65536, 0, 0, now())
        """);
}
