using CloudControl.Domain.Accounts;

namespace CloudControl.Domain.Droplets;

/// <summary>What can be destroyed together with a droplet; named as on the wire.</summary>
public enum AssociatedKind
{
    Snapshot,
    Volume,
    VolumeSnapshot,
    ReservedIp,
}

/// <summary>One thing that goes with a droplet, and what became of it.</summary>
public sealed class AssociatedResource
{
    private AssociatedResource()
    {
    }

    public AssociatedKind Kind { get; private init; }

    /// <summary>Its id on the wire: a number, a UUID or an address.</summary>
    public string Id { get; private init; } = "";

    public string Name { get; private init; } = "";

    /// <summary>From then on nobody finds it; null until it is destroyed.</summary>
    public DateTimeOffset? DestroyedAt { get; private set; }

    /// <summary>Why it could not be destroyed when that was last tried; null otherwise.</summary>
    public string? ErrorMessage { get; private set; }

    public static AssociatedResource Of(AssociatedKind kind, string id, string name) => new() { Kind = kind, Id = id, Name = name };

    public void BecomeDestroyed(DateTimeOffset now) => (DestroyedAt, ErrorMessage) = (now, null);

    public void Refuse(string why) => ErrorMessage = why;
}

/// <summary>
/// The destroy of a droplet with what belongs to it: kept, so that its owner can ask what became of each. What could not be destroyed
/// can be tried again.
/// </summary>
public sealed class AssociatedDestroy
{
    /// <summary>After so long without an end whoever worked on it is taken for gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private AssociatedDestroy()
    {
    }

    public DropletId DropletId { get; private init; }

    public AccountId AccountId { get; private init; }

    public string DropletName { get; private init; } = "";

    public DateTimeOffset? DropletDestroyedAt { get; private set; }

    /// <summary>When it was last begun.</summary>
    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>When everything was tried; null while somebody is at it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public List<AssociatedResource> Resources { get; private init; } = [];

    public static AssociatedDestroy Order(Droplet droplet, IEnumerable<AssociatedResource> resources, DateTimeOffset now) => new()
    {
        DropletId = droplet.Id,
        AccountId = droplet.AccountId,
        DropletName = droplet.Name,
        BegunAt = now,
        Resources = [.. resources],
    };

    public bool IsUnderWay(DateTimeOffset now) => EndedAt is null && BegunAt + Patience > now;

    public void BeginAgain(DateTimeOffset now) => (BegunAt, EndedAt) = (now, null);

    public void DropletIsDestroyed(DateTimeOffset now) => DropletDestroyedAt ??= now;

    public void End(DateTimeOffset now) => EndedAt = now;
}

/// <summary>Nobody asked for this droplet to be destroyed with what belongs to it.</summary>
public sealed record AssociatedDestroyNotFound() : Error(ErrorFamily.NotFound, "The resource you were accessing could not be found.");

public sealed record AssociatedDestroyUnderWay() : Error(ErrorFamily.Conflict, "The droplet is being destroyed with its resources already.");

public sealed record NotAssociated(string Id) : Error(ErrorFamily.Invalid, $"{Id} is not associated with this droplet.");

public sealed record NotSaidToBeDangerous()
    : Error(ErrorFamily.Invalid, "Destroying everything that belongs to a droplet needs the header X-Dangerous: true.");
