using System.Buffers.Binary;
using System.Net;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Droplets;

namespace CloudControl.Domain.ReservedIps;

/// <summary>Names one reservation of an address; on the wire the address itself does.</summary>
public readonly record struct ReservedIpId(Guid Value)
{
    public static ReservedIpId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A public IPv4 address that an account keeps, whichever of its droplets has it, or none. When it is released the address goes back to
/// its region; whoever reserves it next has another reservation, with another id.
/// </summary>
public sealed class ReservedIp
{
    /// <summary>Reserved addresses an account may have at one time.</summary>
    public const int AccountLimit = 3;

    private ReservedIp()
    {
    }

    public ReservedIpId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    /// <summary>Dotted decimal.</summary>
    public string Address { get; private init; } = "";

    public string RegionSlug { get; private init; } = "";

    /// <summary>The droplet it is assigned to; null when to none. A droplet has one at most.</summary>
    public DropletId? DropletId { get; private set; }

    /// <summary>True while it is being assigned or unassigned; another event is refused.</summary>
    public bool Locked { get; private set; }

    public DateTimeOffset ReservedAt { get; private init; }

    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>The address as a 32-bit number: its actions' <c>resource_id</c>.</summary>
    public long Number => NumberOf(Address);

    public static ReservedIp Reserve(AccountId account, string address, string regionSlug, DateTimeOffset now) => new()
    {
        Id = ReservedIpId.New(),
        AccountId = account,
        Address = address,
        RegionSlug = regionSlug,
        ReservedAt = now,
    };

    /// <summary>The address of a <see cref="Number"/>.</summary>
    public static string AddressOf(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)number);
        return new IPAddress(bytes).ToString();
    }

    /// <summary>Begins an event: one at a time.</summary>
    /// <returns>The reserved IP, or <see cref="ReservedIpHasPendingEvent"/>.</returns>
    public Result<ReservedIp> BeginEvent()
    {
        if (Locked)
        {
            return new ReservedIpHasPendingEvent();
        }

        Locked = true;
        return this;
    }

    public void EndEvent() => Locked = false;

    /// <summary>Gives it to a droplet; the one that had it loses it.</summary>
    /// <exception cref="InvalidOperationException">It was released: whoever asks looks first.</exception>
    public void AssignTo(DropletId droplet) =>
        DropletId = ReleasedAt is null ? droplet : throw new InvalidOperationException($"reserved IP {Address} was released and cannot be assigned to droplet {droplet}");

    public void Unassign() => DropletId = null;

    /// <summary>From here on it is nobody's.</summary>
    public void Release(DateTimeOffset now)
    {
        ReleasedAt ??= now;
        Unassign();
    }

    private static long NumberOf(string address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        IPAddress.Parse(address).TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
