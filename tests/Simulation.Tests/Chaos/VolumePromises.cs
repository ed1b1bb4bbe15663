using System.Collections.Concurrent;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What one account was promised of block volumes and snapshots of them; one id names one of either.</summary>
internal sealed class VolumePromises
{
    private readonly ConcurrentDictionary<Guid, byte> volumes = new();
    private readonly ConcurrentDictionary<Guid, byte> snapshots = new();
    private readonly ConcurrentDictionary<Guid, byte> blank = new();
    private readonly ConcurrentDictionary<Guid, byte> doomed = new();
    private readonly ConcurrentDictionary<Guid, byte> destroyed = new();
    private readonly ConcurrentDictionary<string, byte> unanswered = new();
    private readonly ConcurrentDictionary<long, (Guid Volume, int SizeGib)> grown = new();

    /// <summary>Acknowledged block volumes.</summary>
    public ICollection<Guid> Volumes => volumes.Keys;

    /// <summary>Acknowledged snapshots.</summary>
    public ICollection<Guid> Snapshots => snapshots.Keys;

    /// <summary>Names ordered without an answer: each may exist once, or not at all.</summary>
    public ICollection<string> UnansweredNames => unanswered.Keys;

    /// <summary>Those to which nobody wrote a byte.</summary>
    public ICollection<Guid> NeverWritten => blank.Keys;

    /// <summary>Sizes that volumes have once the action is completed.</summary>
    public IReadOnlyDictionary<long, (Guid Volume, int SizeGib)> Growth => grown;

    public bool IsNeverWritten(Guid id) => blank.ContainsKey(id);

    /// <summary>Those whose deletion was asked for, whatever the answer was.</summary>
    public bool IsDoomed(Guid id) => doomed.ContainsKey(id);

    /// <summary>Those whose deletion was promised.</summary>
    public bool IsDestroyed(Guid id) => destroyed.ContainsKey(id);

    public void Volume(Guid id, bool isBlank)
    {
        volumes[id] = 0;
        if (isBlank)
        {
            blank[id] = 0;
        }
    }

    public void Snapshot(Guid id, Guid of)
    {
        snapshots[id] = 0;
        if (blank.ContainsKey(of))
        {
            blank[id] = 0;
        }
    }

    public void Unanswered(string name) => unanswered[name] = 0;

    public void Doomed(Guid id) => doomed[id] = 0;

    public void Destroyed(Guid id) => destroyed[id] = 0;

    public void Grown(Guid id, int sizeGib, long action) => grown[action] = (id, sizeGib);
}
