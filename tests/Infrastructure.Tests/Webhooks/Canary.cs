using System.Net;
using System.Net.Sockets;
using CloudControl.Infrastructure.Webhooks;

namespace CloudControl.Infrastructure.Tests.Webhooks;

/// <summary>Listens where nobody may connect, on IPv4 and IPv6 loopback at one port, and remembers whether anybody did.</summary>
public sealed class Canary : IAsyncDisposable
{
    private readonly List<TcpListener> listeners = [];

    public Canary()
    {
        var first = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)first.LocalEndpoint).Port;
        if (Socket.OSSupportsIPv6)
        {
            Listen(new IPEndPoint(IPAddress.IPv6Loopback, Port));
        }
    }

    public int Port { get; }

    /// <summary>A connection that was made waits in the listener's queue, whether or not it was closed since.</summary>
    public bool Sang => listeners.Any(listener => listener.Pending());

    public ValueTask DisposeAsync()
    {
        listeners.ForEach(listener => listener.Dispose());
        return ValueTask.CompletedTask;
    }

    private TcpListener Listen(IPEndPoint endpoint)
    {
        var listener = new TcpListener(endpoint);
        listener.Start();
        listeners.Add(listener);
        return listener;
    }
}

/// <summary>A resolver whose names the test decides, answer by answer; the last answer stays. Other names go to the machine's.</summary>
public sealed class ScriptedResolver : IHostResolver
{
    private readonly SystemResolver system = new();
    private readonly Dictionary<string, Queue<string[]>> answers = [];

    public int Lookups { get; private set; }

    public ScriptedResolver Answer(string host, params string[][] inTurn)
    {
        answers[host] = new Queue<string[]>(inTurn);
        return this;
    }

    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        Lookups++;
        if (!answers.TryGetValue(host, out var queue))
        {
            return await system.ResolveAsync(host, ct);
        }

        var addresses = queue.Count > 1 ? queue.Dequeue() : queue.Peek();
        return [.. addresses.Select(IPAddress.Parse)];
    }
}
