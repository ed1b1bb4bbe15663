using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace CloudControl.Bench.Api;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends prepared requests and reads no more of an answer than its status and its end. It blocks
/// its thread: on a small machine every microsecond the measuring takes is missing from what is measured.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[BufferBytes];

    public HttpConnection(Uri server) => socket.Connect(server.Host, server.Port);

    /// <summary>A request as it goes over the wire.</summary>
    public static byte[] Request(Uri server, string token, string method, string pathAndQuery, string? json = null) => Encoding.UTF8.GetBytes(
        $"{method} {pathAndQuery} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\n"
        + (json is null ? "\r\n" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"));

    /// <summary>Sends and waits for the whole answer.</summary>
    /// <returns>Its status.</returns>
    /// <exception cref="IOException">The server hung up, or answered more than a connection takes.</exception>
    public int Send(byte[] request)
    {
        socket.Send(request);
        var filled = 0;
        do
        {
            var read = filled < buffer.Length ? socket.Receive(buffer.AsSpan(filled)) : 0;
            filled += read > 0 ? read : throw new IOException("the server hung up, or its answer does not fit");
        }
        while (!IsComplete(buffer.AsSpan(0, filled)));
        return Number(buffer.AsSpan("HTTP/1.1 ".Length));
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Kestrel spells its headers as here.</summary>
    private static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var headers = answer[..head];
        var body = answer[(head + "\r\n\r\n".Length)..];
        var length = headers.IndexOf("\r\nContent-Length: "u8);
        return length >= 0
            ? body.Length >= Number(headers[(length + "\r\nContent-Length: ".Length)..])
            : headers.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0 ? body.EndsWith("0\r\n\r\n"u8) : body.IsEmpty;
    }

    private static int Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int number, out _) ? number : throw new IOException("the server answered something else than HTTP");
}
