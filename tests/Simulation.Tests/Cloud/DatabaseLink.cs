using System.Collections.Concurrent;
using System.Net.Sockets;

namespace CloudControl.Simulation.Tests.Cloud;

/// <summary>
/// One process's way to PostgreSQL: a relay that can fall silent. Then nothing that is sent arrives, in neither direction, and nobody is
/// told so: what was connected seems to be, who connects anew waits. That is what a network that was parted looks like from both sides.
/// </summary>
internal sealed class DatabaseLink : IDisposable
{
    private const string SocketName = ".s.PGSQL.5432";     // where clients look, by PostgreSQL's rules
    private const int PieceBytes = 32 * 1024;
    private const int Backlog = 128;

    private readonly string folder = Directory.CreateTempSubdirectory("ccl-").FullName;
    private readonly UnixDomainSocketEndPoint database;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<Socket, byte> open = new();
    private readonly CancellationTokenSource end = new();
    private readonly Task accepting;
    private volatile TaskCompletionSource flowing = new();

    /// <param name="databaseFolder">Where PostgreSQL has its socket.</param>
    public DatabaseLink(string databaseFolder)
    {
        database = new UnixDomainSocketEndPoint(Path.Combine(databaseFolder, SocketName));
        flowing.SetResult();
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, SocketName)));
        listener.Listen(Backlog);
        accepting = AcceptAsync();
    }

    /// <summary>What a process is told as the host.</summary>
    public string Folder => folder;

    public void FallSilent() => flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What waited arrives, unless it was <see cref="Cut"/> off.</summary>
    public void Resume() => flowing.TrySetResult();

    /// <summary>Ends every connection.</summary>
    public void Cut()
    {
        foreach (var socket in open.Keys)
        {
            socket.Dispose();
        }
    }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        Resume();
        Cut();
        Directory.Delete(folder, recursive: true);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await listener.AcceptAsync(end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The link is gone.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        open[client] = open[server] = 0;
        try
        {
            await flowing.Task;
            await server.ConnectAsync(database, end.Token);
            var there = CopyAsync(client, server);
            var back = CopyAsync(server, client);
            await Task.WhenAny(there, back);
            client.Dispose();
            server.Dispose();
            await Task.WhenAll(there, back);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two is gone; so is the other now.
        }
        finally
        {
            open.TryRemove(client, out _);
            open.TryRemove(server, out _);
            client.Dispose();
        }
    }

    /// <summary>Until one side ends. That it did is no news either while the link is silent.</summary>
    private async Task CopyAsync(Socket from, Socket to)
    {
        var piece = new byte[PieceBytes];
        int count;
        do
        {
            count = await from.ReceiveAsync(piece, end.Token);
            await flowing.Task;
            for (var sent = 0; sent < count;)
            {
                sent += await to.SendAsync(piece.AsMemory(sent, count - sent), end.Token);
            }
        }
        while (count > 0);
    }
}
