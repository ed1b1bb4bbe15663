using System.Collections.Concurrent;
using CloudControl.Domain.Storage;

namespace CloudControl.Infrastructure.Storage;

/// <summary>The storage hosts this process serves, by name. They come and go while it runs; safe for concurrent use.</summary>
public sealed class StorageHosts
{
    private readonly ConcurrentDictionary<string, IStorageHost> hosts = new(StringComparer.Ordinal);

    /// <summary>The host of that name.</summary>
    /// <exception cref="KeyNotFoundException">This process serves no such host.</exception>
    public IStorageHost this[string hostName] => hosts.TryGetValue(hostName, out var host)
        ? host
        : throw new KeyNotFoundException($"this process serves no storage host '{hostName}'");

    /// <summary>Names of all hosts, sorted.</summary>
    public IReadOnlyList<string> Names => [.. hosts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether this process serves the host.</summary>
    public bool Serves(string hostName) => hosts.ContainsKey(hostName);

    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void Add(string hostName, IStorageHost host)
    {
        if (!hosts.TryAdd(hostName, host))
        {
            throw new ArgumentException($"storage host '{hostName}' was added before", nameof(hostName));
        }
    }

    /// <summary>Nothing happens when there is none of that name.</summary>
    public void Remove(string hostName) => hosts.TryRemove(hostName, out _);
}
