namespace CloudControl.Domain.Storage;

/// <summary>
/// Names one sparse volume for ever: a rebuilt disk is a new volume. Version 7 UUIDs, so ids grow with time and a host can
/// refuse a create that comes too late by comparing them (see <see cref="IStorageHost"/>).
/// </summary>
public readonly record struct VolumeId(Guid Value)
{
    private const string Prefix = "cc-";

    public static VolumeId New() => new(Guid.CreateVersion7());

    /// <summary>Milliseconds since 1970-01-01 at which the id was made: the first 48 bits of a version 7 UUID (RFC 9562 §5.7).</summary>
    public long CreatedAtUnixMilliseconds
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            return ((long)bytes[0] << 40) | ((long)bytes[1] << 32) | ((long)bytes[2] << 24) | ((long)bytes[3] << 16)
                | ((long)bytes[4] << 8) | bytes[5];
        }
    }

    /// <summary>What the volume is called in its host's volume group, and its NBD export.</summary>
    public string LogicalVolume => Prefix + this;

    /// <summary>The id whose <see cref="LogicalVolume"/> this is, or null.</summary>
    public static VolumeId? OfLogicalVolume(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParseExact(name[Prefix.Length..], "n", out var value)
        && new VolumeId(value) is var id && id.LogicalVolume == name ? id : null;

    /// <summary>32 lower-case hexadecimal digits: fits a logical volume's name and an LVM tag.</summary>
    public override string ToString() => Value.ToString("n");
}
