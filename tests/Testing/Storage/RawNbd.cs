using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace CloudControl.Testing.Storage;

/// <summary>An NBD client made of bytes: it can send what no stock client would, and in whatever order.</summary>
public static class RawNbd
{
    public const int Read = 0, Write = 1, Disconnect = 2, Flush = 3, Trim = 4, WriteZeroes = 6, BlockStatus = 7;

    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private const ulong Cookie = 0x0123456789abcdef;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Socket> ConnectAsync(string socketPath)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), Ct);
        Assert.Equal("NBDMAGICIHAVEOPT", Encoding.ASCII.GetString(await ReceiveAsync(socket, 16)));
        Assert.Equal([0, 3], await ReceiveAsync(socket, 2));
        return socket;
    }

    public static async Task<Socket> HelloAsync(string socketPath, uint flags)
    {
        var client = await ConnectAsync(socketPath);
        await client.SendAsync(Message(flags), Ct);
        return client;
    }

    public static async Task<Socket> ConnectByExportNameAsync(string socketPath, string export)
    {
        var client = await HelloAsync(socketPath, flags: 3);
        await OptionAsync(client, 1, Encoding.UTF8.GetBytes(export));
        await ReceiveAsync(client, 10);
        return client;
    }

    public static async Task OptionAsync(Socket client, uint option, byte[] data) =>
        await client.SendAsync((byte[])[.. Message(0x49484156454f5054UL, option, (uint)data.Length), .. data], Ct);

    public static async Task<(uint Type, byte[] Data)> OptionReplyAsync(Socket client)
    {
        var header = await ReceiveAsync(client, 20);
        Assert.Equal(0x0003e889045565a9UL, BinaryPrimitives.ReadUInt64BigEndian(header));
        var length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(16));
        return (BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12)), await ReceiveAsync(client, length));
    }

    /// <summary>Sends one request; the cookie comes back with its answer.</summary>
    public static async Task RequestAsync(Socket client, int command, ulong offset, uint length, byte[] data, ulong cookie = Cookie) =>
        await client.SendAsync((byte[])[.. Message(0x25609513u, (uint)command, cookie, offset, length), .. data], Ct);

    /// <summary>The next answer's error, when there is but one request to answer.</summary>
    public static async Task<int> SimpleReplyAsync(Socket client)
    {
        var (cookie, error) = await NextReplyAsync(client);
        Assert.Equal(Cookie, cookie);
        return error;
    }

    /// <summary>The next answer, whosever it is, without its data.</summary>
    public static async Task<(ulong Cookie, int Error)> NextReplyAsync(Socket client)
    {
        var reply = await ReceiveAsync(client, 16);
        Assert.Equal(0x67446698u, BinaryPrimitives.ReadUInt32BigEndian(reply));
        return (BinaryPrimitives.ReadUInt64BigEndian(reply.AsSpan(8)), BinaryPrimitives.ReadInt32BigEndian(reply.AsSpan(4)));
    }

    public static async Task<byte[]> ReceiveAsync(Socket client, int length)
    {
        var bytes = new byte[length];
        for (var done = 0; done < length;)
        {
            var received = await client.ReceiveAsync(bytes.AsMemory(done), Ct).AsTask().WaitAsync(Limit, Ct);
            Assert.NotEqual(0, received);
            done += received;
        }

        return bytes;
    }

    public static async Task ShouldBeHungUpOnAsync(Socket client)
    {
        try
        {
            Assert.Equal(0, await client.ReceiveAsync(new byte[1], Ct).AsTask().WaitAsync(Limit, Ct));
        }
        catch (SocketException)
        {
            // Also hung up, with something unread.
        }
    }

    public static byte[] Message(params object[] numbers)
    {
        var bytes = new List<byte>();
        foreach (var number in numbers)
        {
            var place = new byte[8];
            if (number is ulong big)
            {
                BinaryPrimitives.WriteUInt64BigEndian(place, big);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(place, (uint)number);
            }

            bytes.AddRange(place[..(number is ulong ? 8 : 4)]);
        }

        return [.. bytes];
    }
}
