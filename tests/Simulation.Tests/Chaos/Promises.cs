using System.Collections.Concurrent;

namespace CloudControl.Simulation.Tests.Chaos;

/// <summary>What one account was promised, and what it must not count on.</summary>
internal sealed class Promises
{
    public const string Blank = "blank";

    private readonly ConcurrentDictionary<long, string> droplets = new();
    private readonly ConcurrentDictionary<long, byte> blank = new();
    private readonly ConcurrentDictionary<long, byte> doomed = new();
    private readonly ConcurrentDictionary<long, byte> destroyed = new();
    private readonly ConcurrentDictionary<long, string> tags = new();
    private readonly ConcurrentDictionary<long, byte> actions = new();
    private readonly ConcurrentDictionary<string, byte> unanswered = new();
    private readonly ConcurrentDictionary<long, long> transferred = new();
    private readonly ConcurrentDictionary<long, byte> doomedImages = new();
    private readonly ConcurrentDictionary<long, byte> deletedImages = new();

    /// <summary>Acknowledged droplets by id, with the name they were ordered under.</summary>
    public IReadOnlyDictionary<long, string> Droplets => droplets;

    public VolumePromises Volumes { get; } = new();

    /// <summary>Droplets that were made without an image and never rebuilt: nobody wrote a byte to them.</summary>
    public IEnumerable<long> NeverWritten => blank.Keys;

    /// <summary>Every accepted request's action.</summary>
    public ICollection<long> Actions => actions.Keys;

    /// <summary>Droplets' names ordered without an answer: each may exist once, or not at all.</summary>
    public ICollection<string> UnansweredNames => unanswered.Keys;

    /// <summary>Images of which a copy in the other region was promised, by the action that makes it.</summary>
    public IReadOnlyDictionary<long, long> Transfers => transferred;

    /// <summary>Images whose deletion was promised.</summary>
    public ICollection<long> DeletedImages => deletedImages.Keys;

    /// <summary>Those whose destruction was asked for, whatever the answer was.</summary>
    public bool IsDoomed(long droplet) => doomed.ContainsKey(droplet);

    /// <summary>Those whose destruction was promised.</summary>
    public bool IsDestroyed(long droplet) => destroyed.ContainsKey(droplet);

    public bool IsImageDoomed(long image) => doomedImages.ContainsKey(image);

    public List<long> WithTag(string tag) => [.. tags.Where(t => t.Value == tag).Select(t => t.Key)];

    public void Droplet(long id, string name, bool isBlank)
    {
        droplets[id] = name;
        if (isBlank)
        {
            blank[id] = 0;
        }
    }

    public void Tagged(long id, string tag) => tags[id] = tag;

    public void Written(long id) => blank.TryRemove(id, out _);

    public void Unanswered(string name) => unanswered[name] = 0;

    public void Doomed(long id) => doomed[id] = 0;

    public void Destroyed(long id) => destroyed[id] = 0;

    public void Action(long id) => actions[id] = 0;

    public void Transferred(long image, long action) => transferred[action] = image;

    public void ImageDoomed(long image) => doomedImages[image] = 0;

    public void ImageDeleted(long image) => deletedImages[image] = 0;
}
