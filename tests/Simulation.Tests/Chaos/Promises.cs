using System.Collections.Concurrent;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What one customer was promised, and what it must not count on.</summary>
internal sealed class Promises
{
    public const string Blank = "blank";

    private readonly ConcurrentDictionary<long, string> droplets = new();
    private readonly ConcurrentDictionary<long, byte> blank = new();
    private readonly ConcurrentDictionary<long, byte> doomed = new();
    private readonly ConcurrentDictionary<long, byte> destroyed = new();
    private readonly ConcurrentDictionary<long, byte> actions = new();
    private readonly ConcurrentDictionary<string, byte> unanswered = new();

    /// <summary>Acknowledged droplets by id, with the name they were ordered under.</summary>
    public IReadOnlyDictionary<long, string> Droplets => droplets;

    /// <summary>Those that were made without an image and never rebuilt: nobody wrote a byte to them.</summary>
    public IEnumerable<long> NeverWritten => blank.Keys;

    /// <summary>Those whose destruction was asked for, whatever the answer was.</summary>
    public bool IsDoomed(long droplet) => doomed.ContainsKey(droplet);

    /// <summary>Those whose destruction was promised.</summary>
    public bool IsDestroyed(long droplet) => destroyed.ContainsKey(droplet);

    /// <summary>Every accepted request's action.</summary>
    public ICollection<long> Actions => actions.Keys;

    /// <summary>Names ordered without an answer: each may exist once, or not at all.</summary>
    public ICollection<string> UnansweredNames => unanswered.Keys;

    public void Droplet(long id, string name, bool isBlank)
    {
        droplets[id] = name;
        if (isBlank)
        {
            blank[id] = 0;
        }
    }

    public void Written(long id) => blank.TryRemove(id, out _);

    public void Unanswered(string name) => unanswered[name] = 0;

    public void Doomed(long id) => doomed[id] = 0;

    public void Destroyed(long id, long action)
    {
        destroyed[id] = 0;
        Action(action);
    }

    public void Action(long id) => actions[id] = 0;
}
