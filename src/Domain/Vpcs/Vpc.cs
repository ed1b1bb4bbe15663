using System.Text.RegularExpressions;
using CloudControl.Domain.Accounts;
using CloudControl.Domain.Regions;

namespace CloudControl.Domain.Vpcs;

/// <summary>Names a VPC; a UUID on the wire.</summary>
public readonly record struct VpcId(Guid Value)
{
    public static VpcId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>
/// An account's private network in one region. Its range belongs to nobody else in the account; another account may well have the
/// same one.
/// </summary>
public sealed partial class Vpc
{
    public const int MaximumDescriptionLength = 255;

    public const int MaximumNameLength = 255;

    /// <summary>The largest network there can be.</summary>
    public const int ShortestPrefix = 16;

    /// <summary>The smallest network there can be.</summary>
    public const int LongestPrefix = 28;

    /// <summary>Networks of one account.</summary>
    public const int MaximumPerAccount = 100;

    private Vpc()
    {
    }

    public VpcId Id { get; private init; }

    public AccountId AccountId { get; private init; }

    public string RegionSlug { get; private init; } = "";

    /// <summary>Unique in the account.</summary>
    public string Name { get; private set; } = "";

    public string Description { get; private set; } = "";

    /// <summary>CIDR notation; never changes, since droplets have addresses of it.</summary>
    public string IpRange { get; private init; } = "";

    /// <summary>Where droplets of the region go that do not say where.</summary>
    public bool IsDefault { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Null while it can be found. The row stays: droplets that are gone were in it.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public AddressRange Range => AddressRange.Parse(IpRange) ?? throw new InvalidOperationException($"vpc {Id}: {IpRange} is no range");

    public static Vpc Create(
        AccountId account, string regionSlug, string name, string description, AddressRange range, bool isDefault, DateTimeOffset now) => new()
        {
            Id = VpcId.New(),
            AccountId = account,
            RegionSlug = regionSlug,
            Name = name,
            Description = description,
            IpRange = range.ToString(),
            IsDefault = isDefault,
            CreatedAt = now,
        };

    /// <summary>The network that an account has in a region without asking for one: the region's own range, unless the owner has used it.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="region">Where.</param>
    /// <param name="others">The account's other networks, at most <see cref="MaximumPerAccount"/>.</param>
    /// <param name="now">When.</param>
    public static Vpc DefaultOf(AccountId account, Region region, IReadOnlyCollection<Vpc> others, DateTimeOffset now)
    {
        var taken = others.Select(v => v.Range).ToList();
        var range = taken.Any(region.PrivateRange.Overlaps) ? PrivateRanges.Generate(taken).Value : region.PrivateRange;
        var name = $"default-{region.Slug}";
        for (var number = 2; others.Any(v => v.Name == name); number++)
        {
            name = $"default-{region.Slug}-{number}";
        }

        return Create(account, region.Slug, name, "", range, isDefault: true, now);
    }

    /// <summary>Letters, digits, dashes and dots.</summary>
    public static bool IsValidName(string? name) => name is { Length: <= MaximumNameLength } && NamePattern().IsMatch(name);

    public void Rename(string name) => Name = name;

    public void Describe(string description) => Description = description;

    /// <summary>Makes it the region's default. The one that was is stored as demoted first: the database has one at a time.</summary>
    public void BecomeDefault() => IsDefault = true;

    public void StopBeingDefault() => IsDefault = false;

    public void Delete(DateTimeOffset now) => DeletedAt ??= now;

    [GeneratedRegex(@"\A[a-zA-Z0-9\-.]+\z")]
    private static partial Regex NamePattern();
}
