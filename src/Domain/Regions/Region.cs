namespace CloudControl.Domain.Regions;

/// <summary>Where hosts stand. The slug is its name on the wire, such as <c>nyc3</c>.</summary>
public sealed class Region
{
    private const int RangePrefix = 19;

    private Region()
    {
    }

    public string Slug { get; private init; } = "";

    public string Name { get; private init; } = "";

    public bool Available { get; private init; } = true;

    /// <summary>What droplets there can have: <c>storage</c>, <c>metadata</c>, <c>backups</c>, <c>ipv6</c> …</summary>
    public IReadOnlyList<string> Features { get; private init; } = [];

    /// <summary>Where the public addresses given out here begin, such as <c>198.18.96.0</c>.</summary>
    public string PublicRangeStart { get; private init; } = "";

    /// <summary>Where the addresses of a default VPC here begin, such as <c>10.103.0.0</c>.</summary>
    public string PrivateRangeStart { get; private init; } = "";

    public AddressRange PublicRange => new(PublicRangeStart, RangePrefix);

    /// <summary>Of an account's default VPC here.</summary>
    public AddressRange PrivateRange => new(PrivateRangeStart, RangePrefix);

    public static Region Of(string slug, string name, string publicRangeStart, string privateRangeStart, params string[] features) =>
        new()
        {
            Slug = slug,
            Name = name,
            PublicRangeStart = publicRangeStart,
            PrivateRangeStart = privateRangeStart,
            Features = features,
        };
}
