using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace CloudControl.Infrastructure.Nbd;

/// <summary>
/// Shows block devices over NBD on a unix socket, as a guest or any NBD tool would use them. Whoever may open the socket may read and
/// write every export: it belongs to the process's own user alone.
/// </summary>
public sealed class NbdServer : IAsyncDisposable
{
    /// <summary>Connections beyond this many wait in the socket's queue.</summary>
    public const int MaxConnections = 64;

    /// <summary>Requests of one connection that wait for the disk at once. Who sends more waits.</summary>
    public const int MaxRequestsAtOnce = 16;

    private const int Backlog = 128;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    private readonly string socketPath;
    private readonly INbdExports exports;
    private readonly ILogger log;
    private readonly Socket listener;
    private readonly SemaphoreSlim places = new(MaxConnections, MaxConnections);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;

    private NbdServer(string socketPath, INbdExports exports, ILogger log)
    {
        (this.socketPath, this.exports, this.log) = (socketPath, exports, log);
        listener = Listen(socketPath);
        accepting = AcceptAsync(stopping.Token);
    }

    /// <summary>Starts to serve. A socket file that an earlier process left there is replaced.</summary>
    /// <param name="socketPath">At most 107 bytes: the kernel's limit for a unix socket's path.</param>
    /// <param name="exports">What to show.</param>
    /// <param name="log">Where to tell of clients that broke the protocol.</param>
    public static NbdServer Start(string socketPath, INbdExports exports, ILogger log) => new(socketPath, exports, log);

    /// <summary>Hangs up on everyone, waits until the last request under way has ended, and removes the socket.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        for (var place = 0; place < MaxConnections; place++)
        {
            await places.WaitAsync(CancellationToken.None);
        }

        File.Delete(socketPath);
        places.Dispose();
        stopping.Dispose();
    }

    private static Socket Listen(string path)
    {
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);   // before anyone can connect
            }

            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await places.WaitAsync(ct);
                if (await AcceptOneAsync(ct) is { } client)
                {
                    new Thread(() => Serve(client, ct)) { IsBackground = true, Name = "nbd connection" }.Start();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Null when it failed, after a pause: the machine may be short of file handles for a while.</summary>
    private async Task<Socket?> AcceptOneAsync(CancellationToken ct)
    {
        Socket? client = null;
        try
        {
            return client = await listener.AcceptAsync(ct);
        }
        catch (SocketException failure)
        {
            log.LogWarning(failure, "Accepting a client of {Socket} failed", socketPath);
            await Task.Delay(PauseAfterFailure, ct);
            return null;
        }
        finally
        {
            if (client is null)
            {
                places.Release();
            }
        }
    }

    /// <summary>On a thread of the connection's own: its requests block where they wait.</summary>
    private void Serve(Socket client, CancellationToken ct)
    {
        try
        {
            using var owned = client;
            var wire = new NbdWire(client);
            using var hangUp = ct.Register(wire.HangUp);
            if (new NbdHandshake(wire, exports).Run(ct) is not { } session)
            {
                return;
            }

            try
            {
                using var withdrawn = session.Export.Withdrawn.Register(wire.HangUp);
                new NbdTransmission(wire, session).Run();
            }
            finally
            {
                session.Export.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception gone) when (gone is EndOfStreamException or OperationCanceledException or SocketException)
        {
            // The client hung up, or we are stopping.
        }
        catch (Exception failure)
        {
            log.LogError(failure, "Serving a client of {Socket} failed", socketPath);
        }
        finally
        {
            places.Release();
        }
    }
}
