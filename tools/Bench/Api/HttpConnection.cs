using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CloudControl.Bench.Api;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends prepared requests and reads no more of an answer than its status and its end: on a
/// small machine every microsecond the measuring takes is missing from what is measured.
/// </summary>
internal sealed class HttpConnection : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;
    private static readonly byte[] EndOfHead = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] EndOfChunks = "0\r\n\r\n"u8.ToArray();

    private readonly Socket socket;
    private readonly byte[] buffer = new byte[BufferBytes];
    private int filled;

    private HttpConnection(Socket socket) => this.socket = socket;

    public static async Task<HttpConnection> OpenAsync(Uri server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        return new HttpConnection(socket);
    }

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Request(Uri server, string token, string method, string pathAndQuery, string? json = null) => Encoding.UTF8.GetBytes(
        $"{method} {pathAndQuery} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\n"
        + (json is null ? "\r\n" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"));

    /// <summary>Sends and waits for the whole answer.</summary>
    /// <returns>Its status.</returns>
    /// <exception cref="IOException">The server hung up, or answered more than a connection takes.</exception>
    public async Task<int> SendAsync(byte[] request)
    {
        await socket.SendAsync(request);
        filled = 0;
        var head = -1;
        while (true)
        {
            var read = filled < buffer.Length ? await socket.ReceiveAsync(buffer.AsMemory(filled)) : 0;
            filled += read > 0 ? read : throw new IOException("the server hung up, or its answer does not fit");
            head = head >= 0 ? head : Filled.IndexOf(EndOfHead);
            if (head >= 0 && IsComplete(head))
            {
                return int.Parse(Filled["HTTP/1.1 ".Length..][..3], CultureInfo.InvariantCulture);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private Span<byte> Filled => buffer.AsSpan(0, filled);

    private bool IsComplete(int head)
    {
        var bodyFrom = head + EndOfHead.Length;
        var headers = Encoding.ASCII.GetString(Filled[..head]);
        const string Length = "\r\nContent-Length: ";
        if (headers.IndexOf(Length, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            var from = at + Length.Length;
            var to = headers.IndexOf('\r', from);
            return filled - bodyFrom >= int.Parse(to < 0 ? headers.AsSpan(from) : headers.AsSpan(from, to - from), CultureInfo.InvariantCulture);
        }

        return headers.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? Filled.EndsWith(EndOfChunks) : filled == bodyFrom;
    }
}
