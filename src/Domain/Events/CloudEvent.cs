using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Events;

/// <summary>Types of events, spelled as on the wire.</summary>
public static class EventTypes
{
    public const string DropletCreateCompleted = "droplet.create.completed";
    public const string DropletCreateFailed = "droplet.create.failed";
    public const string DropletDestroyCompleted = "droplet.destroy.completed";
    public const string DropletActionCompleted = "droplet.action.completed";
    public const string DropletActionErrored = "droplet.action.errored";
    public const string VolumeCreateCompleted = "volume.create.completed";
    public const string VolumeCreateFailed = "volume.create.failed";
    public const string VolumeDestroyCompleted = "volume.destroy.completed";
    public const string VolumeActionCompleted = "volume.action.completed";
    public const string VolumeActionErrored = "volume.action.errored";
    public const string ImageActionCompleted = "image.action.completed";
    public const string ImageActionErrored = "image.action.errored";

    /// <summary>The bytes of a disk are not on its host any more: of a droplet's, an image's or a block volume's.</summary>
    public const string DiskMissing = "disk.missing";
    public const string ScrubCompleted = "scrub.completed";
    public const string ScrubDeclined = "scrub.declined";

    /// <summary>We stopped sending to a webhook; its account's other webhooks are told.</summary>
    public const string WebhookDisabled = "webhook.disabled";

    /// <summary>Sent only when its owner asks for a test.</summary>
    public const string WebhookTest = "webhook.test";

    /// <summary>What a webhook can subscribe to.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        DropletCreateCompleted, DropletCreateFailed, DropletDestroyCompleted, DropletActionCompleted, DropletActionErrored,
        VolumeCreateCompleted, VolumeCreateFailed, VolumeDestroyCompleted, VolumeActionCompleted, VolumeActionErrored,
        ImageActionCompleted, ImageActionErrored, DiskMissing, ScrubCompleted, ScrubDeclined,
        WebhookDisabled,
    ];
}

/// <summary>What an event is numbered with, in the transaction that records it.</summary>
/// <param name="Position">Its place in the account's feed; from 1.</param>
/// <param name="Sequence">Its number among the events of its resource; from 1.</param>
public sealed record EventNumbers(long Position, long Sequence);

/// <summary>Something that became true. Written in the transaction that made it true; webhooks and the feed both read it.</summary>
public sealed class CloudEvent
{
    private const string NamePrefix = "evt_";

    private CloudEvent()
    {
    }

    /// <summary>Given by the database; grows, with gaps.</summary>
    public long Id { get; private init; }

    /// <summary>Its place in the account's feed: 1, 2, 3 … without gaps, in the order of commit.</summary>
    public long Position { get; private init; }

    /// <summary>Its number among the events of its resource: 1, 2, 3 … without gaps.</summary>
    public long Sequence { get; private init; }

    /// <summary>Stable name on the wire, and the <c>webhook-id</c> of its deliveries.</summary>
    public Guid PublicId { get; private init; }

    /// <summary>A public id as it is spelled on the wire: <c>evt_</c> and 32 hexadecimal digits.</summary>
    public static string NameOf(Guid publicId) => $"{NamePrefix}{publicId:n}";

    /// <summary>Reads what <see cref="NameOf"/> wrote.</summary>
    public static bool TryParseName(string name, out Guid publicId)
    {
        publicId = default;
        return name.StartsWith(NamePrefix, StringComparison.Ordinal) && Guid.TryParseExact(name[NamePrefix.Length..], "n", out publicId);
    }

    public AccountId AccountId { get; private init; }

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public string Type { get; private init; } = "";

    /// <summary>What it is about, such as <c>droplet</c>.</summary>
    public string ResourceType { get; private init; } = "";

    public string ResourceId { get; private init; } = "";

    /// <summary>The event's data as it goes on the wire: a JSON object.</summary>
    public string Data { get; private init; } = "{}";

    public DateTimeOffset OccurredAt { get; private init; }

    public static CloudEvent Record(
        AccountId account, string type, string resourceType, string resourceId, EventNumbers numbers, string dataJson, DateTimeOffset now) => new()
        {
            Position = numbers.Position,
            Sequence = numbers.Sequence,
            PublicId = Guid.CreateVersion7(),
            AccountId = account,
            Type = type,
            ResourceType = resourceType,
            ResourceId = resourceId,
            Data = dataJson,
            OccurredAt = now,
        };
}
