using System.Buffers.Binary;
using System.Text;
using static CloudControl.Testing.Storage.RawNbd;

namespace CloudControl.Infrastructure.Tests.Nbd;

/// <summary>What stock clients never send: the answers byte for byte, from the protocol's own document.</summary>
public sealed class NbdProtocolTests
{
    private const int Invalid = 22, NoSpace = 28, Overflow = 75;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int, ulong, uint, int> RequestsOutOfRange { get; } = new()
    {
        { Read, (2 << 20) - 1, 2, Invalid },
        { Read, ulong.MaxValue, 1, Invalid },
        { Read, 0, uint.MaxValue, Overflow },
        { Write, 2 << 20, 1, NoSpace },
        { Write, ulong.MaxValue - 3, 8, NoSpace },
        { WriteZeroes, 1, 2 << 20, NoSpace },
        { WriteZeroes, 0, uint.MaxValue, NoSpace },
        { Trim, 2 << 20, 512, Invalid },
        { BlockStatus, 0, 4096, Invalid },
        { 77, 0, 0, Invalid },
    };

    [Theory]
    [MemberData(nameof(RequestsOutOfRange))]
    public async Task What_is_out_of_range_or_unknown_is_refused_and_the_next_request_is_served(int command, ulong offset, uint length, int error)
    {
        await using var rig = await NbdRig.StartAsync();
        using var client = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);

        await RequestAsync(client, command, offset, length, command == Write ? new byte[length] : []);
        Assert.Equal(error, await SimpleReplyAsync(client));

        await RequestAsync(client, Read, 0, 16, []);
        Assert.Equal(0, await SimpleReplyAsync(client));
        Assert.Equal(new byte[16], await ReceiveAsync(client, 16));
        Assert.Equal(0, rig.Device.ChunksWritten);
    }

    [Theory]
    [InlineData(Write)]
    [InlineData(Trim)]
    [InlineData(WriteZeroes)]
    public async Task What_can_only_be_read_refuses_every_change_and_is_read_on(int command)
    {
        const int notPermitted = 1;
        await using var rig = await NbdRig.StartAsync(readOnly: true);
        await rig.Device.WriteAsync(0, Enumerable.Repeat((byte)7, 4096).ToArray(), Ct);
        using var client = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);

        await RequestAsync(client, command, 0, 4096, command == Write ? new byte[4096] : []);
        Assert.Equal(notPermitted, await SimpleReplyAsync(client));

        await RequestAsync(client, Read, 0, 16, []);
        Assert.Equal(0, await SimpleReplyAsync(client));
        Assert.Equal(Enumerable.Repeat((byte)7, 16), await ReceiveAsync(client, 16));
    }

    [Fact]
    public async Task The_oldest_handshake_gives_size_flags_and_124_zeroes()
    {
        await using var rig = await NbdRig.StartAsync();
        using var client = await HelloAsync(rig.SocketPath, flags: 1);

        await OptionAsync(client, 1, Encoding.UTF8.GetBytes(rig.Volume.LogicalVolume));

        Assert.Equal((ulong)NbdRig.Disk.Bytes, BinaryPrimitives.ReadUInt64BigEndian(await ReceiveAsync(client, 8)));
        Assert.NotEqual(0, BinaryPrimitives.ReadUInt16BigEndian(await ReceiveAsync(client, 2)));
        Assert.Equal(new byte[124], await ReceiveAsync(client, 124));
    }

    [Fact]
    public async Task A_write_is_read_back_in_simple_replies_and_flushed()
    {
        await using var rig = await NbdRig.StartAsync();
        using var client = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);

        await RequestAsync(client, Write, 4095, 3, [1, 2, 3]);
        Assert.Equal(0, await SimpleReplyAsync(client));
        await RequestAsync(client, Flush, 0, 0, []);
        Assert.Equal(0, await SimpleReplyAsync(client));
        await RequestAsync(client, Read, 4094, 5, []);
        Assert.Equal(0, await SimpleReplyAsync(client));
        Assert.Equal([0, 1, 2, 3, 0], await ReceiveAsync(client, 5));
    }

    [Theory]
    [InlineData(5, 0, 0x80000001)]      // TLS: we have none
    [InlineData(77, 0, 0x80000001)]     // an option nobody has heard of
    [InlineData(7, 3, 0x80000003)]      // GO, cut short
    [InlineData(10, 12, 0x80000003)]    // a metadata context before structured replies
    [InlineData(7, 6, 0x80000006)]     // GO for the export without a name
    public async Task An_option_that_means_nothing_is_answered_and_the_haggling_goes_on(uint option, int zeroes, uint answer)
    {
        await using var rig = await NbdRig.StartAsync();
        using var client = await HelloAsync(rig.SocketPath, flags: 3);

        await OptionAsync(client, option, new byte[zeroes]);
        Assert.Equal(answer, (await OptionReplyAsync(client)).Type);

        await OptionAsync(client, 3, []);
        Assert.Contains(rig.Volume.LogicalVolume, Encoding.UTF8.GetString((await OptionReplyAsync(client)).Data));
        Assert.Equal(1u, (await OptionReplyAsync(client)).Type);
    }

    [Fact]
    public async Task Who_does_not_speak_the_protocol_is_hung_up_on_and_others_are_served()
    {
        await using var rig = await NbdRig.StartAsync();
        using var stranger = await ConnectAsync(rig.SocketPath);
        await stranger.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), Ct);
        await ShouldBeHungUpOnAsync(stranger);

        using var boaster = await HelloAsync(rig.SocketPath, flags: 3);
        await boaster.SendAsync(Message(0x49484156454f5054UL, 3u, uint.MaxValue), Ct);
        Assert.Equal(0x80000009u, (await OptionReplyAsync(boaster)).Type);
        await ShouldBeHungUpOnAsync(boaster);

        using var guest = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);
        await RequestAsync(guest, Read, 0, 1, []);
        Assert.Equal(0, await SimpleReplyAsync(guest));
    }

    [Fact]
    public async Task A_volume_taken_from_its_owner_fails_for_those_who_have_it_open()
    {
        const int shutdown = 108;
        await using var rig = await NbdRig.StartAsync();
        using var client = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);

        await rig.Host.Port.QuarantineAsync(rig.Volume.Id, Ct);

        await RequestAsync(client, Write, 0, 1, [1]);
        Assert.Equal(shutdown, await SimpleReplyAsync(client));
        await RequestAsync(client, Read, 0, 1, []);
        Assert.Equal(shutdown, await SimpleReplyAsync(client));
    }

    [Fact]
    public async Task Stopping_hangs_up_and_takes_the_socket_away()
    {
        var rig = await NbdRig.StartAsync();
        using var client = await ConnectByExportNameAsync(rig.SocketPath, rig.Volume.LogicalVolume);
        var socket = rig.SocketPath;

        await rig.DisposeAsync().AsTask().WaitAsync(Limit, Ct);

        Assert.False(File.Exists(socket));
        await ShouldBeHungUpOnAsync(client);
    }
}
