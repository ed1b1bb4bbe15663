using System.Net.Sockets;
using CloudControl.Infrastructure.Nbd;
using CloudControl.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static CloudControl.Testing.Storage.RawNbd;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>Several requests on one connection, and several connections.</summary>
public sealed class RequestsDoNotWaitForEachOther : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nbd-");
    private readonly WaitingDevice device = new();
    private NbdServer? server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string SocketPath => Path.Combine(folder.FullName, "nbd.sock");

    public ValueTask InitializeAsync()
    {
        server = NbdServer.Start(SocketPath, device, NullLogger.Instance);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        device.LetGo();
        await server!.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_read_that_waits_for_the_disk_holds_up_nothing_behind_it()
    {
        using var client = await ConnectByExportNameAsync(SocketPath, WaitingDevice.Name);
        await RequestAsync(client, Read, WaitingDevice.WaitsFrom, 512, [], cookie: 1);
        await RequestAsync(client, Read, 0, 512, [], cookie: 2);
        await RequestAsync(client, Flush, 0, 0, [], cookie: 3);

        await ShouldBeAnsweredAsync(client, cookie: 2, data: 1);
        Assert.Equal((3ul, 0), await NextReplyAsync(client));
        device.LetGo();
        await ShouldBeAnsweredAsync(client, cookie: 1, data: 2);
    }

    [Fact]
    public async Task As_many_requests_as_the_limit_says_are_under_way_and_the_rest_come_after()
    {
        const int Requests = NbdServer.MaxRequestsAtOnce * 3;
        using var client = await ConnectByExportNameAsync(SocketPath, WaitingDevice.Name);
        for (var i = 0; i < Requests; i++)
        {
            await RequestAsync(client, Read, WaitingDevice.WaitsFrom, 16, [], cookie: (ulong)i);
        }

        await Eventually.HoldsAsync(() => device.UnderWay == NbdServer.MaxRequestsAtOnce);
        device.LetGo();

        var answered = new HashSet<ulong>();
        for (var i = 0; i < Requests; i++)
        {
            answered.Add((await NextReplyAsync(client)).Cookie);
            await ReceiveAsync(client, 16);
        }

        Assert.Equal(Requests, answered.Count);
        Assert.Equal(NbdServer.MaxRequestsAtOnce, device.MostUnderWay);
    }

    [Fact]
    public async Task Who_says_goodbye_is_answered_what_is_under_way_and_then_hung_up_on()
    {
        using var client = await ConnectByExportNameAsync(SocketPath, WaitingDevice.Name);
        await RequestAsync(client, Read, WaitingDevice.WaitsFrom, 16, [], cookie: 1);
        await RequestAsync(client, Disconnect, 0, 0, [], cookie: 2);
        await Eventually.HoldsAsync(() => device.UnderWay == 1);
        device.LetGo();

        await ShouldBeAnsweredAsync(client, cookie: 1, data: 2, length: 16);
        await ShouldBeHungUpOnAsync(client);
    }

    [Fact]
    public async Task Who_hangs_up_with_requests_under_way_leaves_a_server_that_serves()
    {
        using (var gone = await ConnectByExportNameAsync(SocketPath, WaitingDevice.Name))
        {
            await RequestAsync(gone, Read, WaitingDevice.WaitsFrom, 1 << 16, []);
            await RequestAsync(gone, Read, WaitingDevice.WaitsFrom, 1 << 16, []);
            await Eventually.HoldsAsync(() => device.UnderWay == 2);
        }

        using var client = await ConnectByExportNameAsync(SocketPath, WaitingDevice.Name);
        await RequestAsync(client, Read, 0, 512, [], cookie: 5);
        await ShouldBeAnsweredAsync(client, cookie: 5, data: 1);
        device.LetGo();
        await Eventually.HoldsAsync(() => device.UnderWay == 0);
    }

    [Fact]
    public async Task A_burst_of_requests_in_one_piece_is_answered_each_with_its_own_bytes()
    {
        const int Requests = 500;
        await using var rig = await NbdRig.StartAsync();
        using var client = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);
        var content = new byte[NbdRig.Disk.Bytes];
        new Random(11).NextBytes(content);
        await rig.Device.WriteAsync(0, content, Ct);

        var random = new Random(12);
        var asked = Enumerable.Range(0, Requests).Select(_ => (Offset: random.Next(content.Length - 70_000), Length: random.Next(70_000))).ToArray();
        var burst = asked.SelectMany((ask, i) => Message(0x25609513u, (uint)Read, (ulong)i, (ulong)ask.Offset, (uint)ask.Length)).ToArray();
        var sending = client.SendAsync(burst, Ct).AsTask();
        for (var i = 0; i < Requests; i++)
        {
            var (cookie, error) = await NextReplyAsync(client);
            var (offset, length) = asked[cookie];
            Assert.Equal(0, error);
            var received = await ReceiveAsync(client, length);
            Assert.True(content.AsSpan(offset, length).SequenceEqual(received), $"{length} bytes at {offset} differ");
        }

        await sending;
    }

    [Fact]
    public async Task A_flush_on_one_connection_makes_durable_what_another_was_told_is_written()
    {
        await using var rig = await NbdRig.StartAsync();
        using var writer = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);
        using var flusher = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);

        await RequestAsync(writer, Write, 100_000, 3, [7, 8, 9]);
        Assert.Equal(0, await SimpleReplyAsync(writer));
        await RequestAsync(flusher, Flush, 0, 0, []);
        Assert.Equal(0, await SimpleReplyAsync(flusher));
        await rig.Host.CrashAsync();

        await using var after = await rig.Host.Port.OpenAsync(rig.Volume.Id, Ct);
        var read = new byte[3];
        await after.ReadAsync(100_000, read, Ct);
        Assert.Equal([7, 8, 9], read);
    }

    private static async Task ShouldBeAnsweredAsync(Socket client, ulong cookie, byte data, int length = 512)
    {
        Assert.Equal((cookie, 0), await NextReplyAsync(client));
        Assert.All(await ReceiveAsync(client, length), b => Assert.Equal(data, b));
    }
}
