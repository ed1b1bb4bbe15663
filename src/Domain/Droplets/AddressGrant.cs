namespace CloudControl.Domain.Droplets;

/// <summary>Which of a droplet's networks an address belongs to.</summary>
public enum AddressKind
{
    Public,
    Private,
}

/// <summary>
/// An IPv4 address that was given out at least once, to a droplet for its life or to an account that reserved it. Free again, it waits for
/// the next of its pool.
/// </summary>
public sealed class AddressGrant
{
    private AddressGrant()
    {
    }

    /// <summary>Dotted decimal.</summary>
    public string Address { get; private init; } = "";

    /// <summary>The region whose public addresses it is of, or the VPC. Two VPCs may have the same addresses.</summary>
    public string Pool { get; private init; } = "";

    public AddressKind Kind { get; private init; }

    /// <summary>Position in the pool's range, from 0.</summary>
    public int Ordinal { get; private init; }

    /// <summary>The droplet it was given to; null while it is free, or reserved.</summary>
    public DropletId? DropletId { get; private set; }

    /// <summary>An account keeps it, whichever droplet has it: no droplet is given it for its own.</summary>
    public bool Reserved { get; private init; }

    /// <summary>When it came back; the longest unused is given out first.</summary>
    public DateTimeOffset? ReturnedAt { get; private set; }

    public static AddressGrant Grant(string address, string pool, AddressKind kind, int ordinal, DropletId droplet) =>
        new() { Address = address, Pool = pool, Kind = kind, Ordinal = ordinal, DropletId = droplet };

    /// <summary>A public address that nobody ever had, for an account that reserves it.</summary>
    public static AddressGrant Reserve(string address, string pool, int ordinal) =>
        new() { Address = address, Pool = pool, Kind = AddressKind.Public, Ordinal = ordinal, Reserved = true };
}
